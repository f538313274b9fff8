import { Link } from '@tanstack/react-router'

import type { Tag } from '#gen/model_pb.ts'

import { type FilterField, filterFields } from '../catalog/catalogSearch.ts'
import { Section } from '../components/Section.tsx'

/** Tags by their kind; each finds its like in the catalog. */
export function TagGroups({ tags, datasets }: { tags: Tag[]; datasets: string[] }) {
  const kinds = [...new Set(tags.map((tag) => tag.kind))].sort(otherLast)
  return (
    <>
      {datasets.length > 0 && (
        <Section title="Trained on">
          <ul className="space-y-0.5 text-13 text-muted">
            {datasets.map((dataset) => (
              <li key={dataset} className="truncate font-mono text-xs" title={dataset}>
                {dataset}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {tags.length > 0 && (
        <Section title="Tags">
          <dl className="space-y-3">
            {kinds.map((kind) => (
              <div key={kind}>
                <dt className="mb-1 text-2xs text-faint">
                  {kind === 'tag' || kind === '' ? 'other' : kind.replaceAll('_', ' ')}
                </dt>
                <dd className="flex flex-wrap gap-1">
                  {tags
                    .filter((tag) => tag.kind === kind)
                    .map(({ tag }) => (
                      <Link
                        key={tag}
                        to="/"
                        search={{ [fieldOf(kind)]: [tag] }}
                        className="max-w-full truncate rounded border bg-surface px-1.5 text-2xs leading-5 text-muted hover:border-line-strong hover:text-ink"
                      >
                        {tag}
                      </Link>
                    ))}
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
    </>
  )
}

/** Tags that say what a filter of its own asks for lead to that filter. */
function fieldOf(kind: string): FilterField {
  return kind === 'base' ? 'base_model' : (filterFields.find((field) => field === kind) ?? 'tag')
}

function otherLast(a: string, b: string): number {
  const isOther = (kind: string) => Number(kind === 'tag' || kind === '')
  return isOther(a) - isOther(b) || a.localeCompare(b)
}
