import { Link } from '@tanstack/react-router'

import type { Statistics } from '#gen/statistics_pb.ts'

import { SourceMark } from '../components/SourceMark.tsx'
import { Time } from '../components/Time.tsx'
import { formatExactCount } from '../format/formatCount.ts'
import { sourceName } from '../format/sources.ts'
import { Definition } from './Definition.tsx'

/** How much there is of each source, and how fresh that is. */
export function SourceTotals({ statistics: { sources, definitions } }: { statistics: Statistics }) {
  return (
    <section>
      <ul className="mb-2 grid gap-3 sm:grid-cols-2">
        {sources.map(({ source, total, removed, syncedAt, completedAt }) => (
          <li key={source} className="rounded-xl border bg-surface p-4 shadow-lift">
            <h2 className="flex items-center gap-2 text-13 font-medium">
              <SourceMark source={source} />
              {sourceName(source)}
            </h2>
            <p className="mt-2 text-2xl font-semibold tracking-tight">
              <Link to="/" search={{ source: [source] }} className="hover:underline">
                {formatExactCount(total)}
              </Link>
            </p>
            <p className="mt-1 flex flex-wrap gap-x-3 text-13 text-muted">
              {removed > 0n && <span>{formatExactCount(removed)} removed</span>}
              <span>
                {syncedAt === undefined ? (
                  'never synced'
                ) : (
                  <>
                    synced <Time at={syncedAt} />
                  </>
                )}
              </span>
              {completedAt !== undefined && completedAt !== syncedAt && (
                <span>
                  read whole <Time at={completedAt} />
                </span>
              )}
            </p>
          </li>
        ))}
      </ul>
      <Definition text={`${definitions.total} Removed: ${definitions.removed}`} />
    </section>
  )
}
