import { Link } from '@tanstack/react-router'

import type { AncestryGroup } from '#gen/ancestry_pb.ts'

import { formatCount, formatExactCount, plural } from '../format/formatCount.ts'
import { RelationBadge } from './RelationBadge.tsx'

interface GroupBoxProps {
  group: AncestryGroup
  /** Of the model whose descendants these are. */
  slug: string
  /** All of its descendants. */
  total: bigint
}

const fewAuthors = 4
const fewExamples = 3

/** All descendants of one distance and one relation: how many, whose, and the best known of them. */
export function GroupBox({ group: { relation, count, authors, more, examples }, slug, total }: GroupBoxProps) {
  const share = total > 0n ? (Number(count) / Number(total)) * 100 : 0
  const shown = authors.slice(0, fewAuthors)
  const others = more + authors.slice(fewAuthors).reduce((sum, author) => sum + author.count, 0n)
  return (
    <div
      role="group"
      aria-label={`${relation}: ${plural(count, 'model')}`}
      className="rounded-lg border bg-surface px-3 py-2.5 text-13 shadow-lift"
    >
      <div className="flex items-center gap-2">
        <RelationBadge relation={relation} />
        <strong className="font-semibold">{formatExactCount(count)}</strong>
        <span className="ml-auto text-2xs text-faint" title={`${share.toFixed(1)} % of all descendants`}>
          {share < 1 ? '< 1' : Math.round(share)} %
        </span>
      </div>
      <div className="mt-1.5 h-1 overflow-hidden rounded-full bg-ink/8">
        <div className="h-full rounded-full bg-brass" style={{ width: `max(2px, ${share}%)` }} />
      </div>
      <ul aria-label="Authors" className="mt-2 flex flex-wrap gap-x-2.5 gap-y-0.5 text-2xs">
        {shown.map(({ author, count }) => (
          <li key={author} className="max-w-full truncate">
            <Link
              to="/"
              search={{ author: [author], base_model: [slug] }}
              className="text-muted hover:text-ink hover:underline"
              title={`${plural(count, 'model')} of ${author}`}
            >
              {author || 'no author given'}
            </Link>
            <span className="text-faint"> {formatCount(count)}</span>
          </li>
        ))}
        {others > 0n && <li className="text-faint">{formatExactCount(others)} more of others</li>}
      </ul>
      <ul aria-label="The most downloaded" className="mt-2 space-y-0.5 border-t pt-2">
        {examples.slice(0, fewExamples).map((example) => (
          <li key={example.slug} className="flex gap-2">
            <Link
              to="/models/$slug"
              params={{ slug: example.slug }}
              className="min-w-0 flex-1 truncate hover:underline"
              title={example.slug}
            >
              {example.name}
            </Link>
            <span className="text-2xs text-faint" title={plural(example.downloads, 'download')}>
              {formatCount(example.downloads)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
