import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { Downloads } from '../catalog/Downloads.tsx'
import { EntryMarks } from '../catalog/EntryMarks.tsx'
import { SourceMark } from './SourceMark.tsx'

interface EntryRowProps {
  entry: Entry
  /** Instead of the downloads. */
  aside?: ReactNode
  /** Below the name, instead of author and task. */
  note?: ReactNode
  /** Buttons at the end, above the link that covers the row. */
  actions?: ReactNode
}

/** One model in a short list: its name is the link, and the link covers the row. */
export function EntryRow({ entry, aside, note, actions }: EntryRowProps) {
  return (
    <li className="relative flex min-h-13 items-center gap-3 border-b px-4 py-1.5 last:border-b-0 hover:bg-hover">
      <SourceMark source={entry.source} />
      <div className="min-w-0 flex-1">
        <Link
          to="/models/$slug"
          params={{ slug: entry.slug }}
          title={entry.id}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {entry.name}
        </Link>
        <p className="flex items-center gap-1.5 truncate text-13 leading-5 text-muted">
          {note ?? (
            <>
              <span className="truncate">{entry.author || 'no author given'}</span>
              {entry.task !== '' && <span className="truncate text-faint max-sm:hidden">· {entry.task}</span>}
            </>
          )}
          <EntryMarks entry={entry} />
        </p>
      </div>
      <span className="shrink-0 text-right text-13 text-muted">{aside ?? <Downloads entry={entry} />}</span>
      {actions !== undefined && <span className="relative z-10 flex items-center gap-1">{actions}</span>}
    </li>
  )
}
