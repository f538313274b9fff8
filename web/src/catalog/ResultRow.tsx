import { Link } from '@tanstack/react-router'

import type { Entry } from '#gen/entry_pb.ts'

import { ChooseButton } from '../chosen/ChooseButton.tsx'
import { SourceMark } from '../components/SourceMark.tsx'
import { Time } from '../components/Time.tsx'
import { cx } from '../components/ui/cx.ts'
import { FitMark } from '../fit/FitMark.tsx'
import { formatCount, plural } from '../format/formatCount.ts'
import { columns } from './columns.ts'
import { Downloads } from './Downloads.tsx'
import { EntryMarks } from './EntryMarks.tsx'
import { Weight } from './Weight.tsx'

interface ResultRowProps {
  entry: Entry
  tabIndex: number
  onFocus: () => void
}

/** One model: its name is the link, and the link covers the row. */
export function ResultRow({ entry, tabIndex, onFocus }: ResultRowProps) {
  return (
    <div
      className={cx(
        'group relative flex h-full flex-col justify-center border-b px-2 hover:bg-hover',
        'has-[a:focus-visible]:bg-hover has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent',
        entry.removedAt !== undefined && 'opacity-70',
        columns,
      )}
    >
      <div className="flex min-w-0 items-center gap-3">
        <ChooseButton model={entry} tabIndex={tabIndex}>
          <SourceMark source={entry.source} />
        </ChooseButton>
        <div className="min-w-0 flex-1">
          <Link
            to="/models/$slug"
            params={{ slug: entry.slug }}
            tabIndex={tabIndex}
            onFocus={onFocus}
            title={entry.id}
            className="block truncate font-medium outline-none after:absolute after:inset-0"
          >
            {entry.name}
          </Link>
          <p className="flex items-center gap-1.5 truncate text-13 leading-5 text-muted">
            <span className="truncate">{entry.author || 'no author given'}</span>
            {entry.license !== '' && <span className="truncate text-faint max-lg:hidden">· {entry.license}</span>}
            {entry.task !== '' && <span className="truncate text-faint lg:hidden">· {entry.task}</span>}
            {entry.fit && <FitMark fit={entry.fit} />}
            <EntryMarks entry={entry} />
          </p>
        </div>
      </div>
      <p className="truncate text-13 text-muted max-lg:hidden" title={entry.task}>
        {entry.task}
      </p>
      <p className="flex items-center gap-x-3 pl-8 text-13 text-muted max-lg:mt-0.5 lg:contents lg:pl-0">
        <Weight entry={entry} />
        <Downloads entry={entry} />
        <span className="text-right max-lg:hidden" title={plural(entry.likes, 'like')}>
          {formatCount(entry.likes)}
        </span>
        <span className="text-right text-faint max-lg:ml-auto">
          {entry.updatedAt !== undefined && <Time at={entry.updatedAt} />}
        </span>
      </p>
    </div>
  )
}
