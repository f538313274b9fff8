import type { Entry } from '#gen/entry_pb.ts'

import { Downloads } from '../catalog/Downloads.tsx'
import { Time } from '../components/Time.tsx'
import { formatCount, plural } from '../format/formatCount.ts'

interface GainsProps {
  kind: 'rising' | 'new' | 'source'
  entry: Entry
  score: number | undefined
  downloads: bigint | undefined
  likes: bigint | undefined
  /** How long ago the snapshot was that they are gained since. */
  days: number
}

/** What a model's place comes from: its score or age, and what it gained. */
export function Gains({ kind, entry, score, downloads, likes, days }: GainsProps) {
  const gained = downloads !== undefined && likes !== undefined
  return (
    <span className="flex items-baseline justify-end gap-x-5">
      {gained ? (
        <span className="max-sm:hidden" title={`Gained in ${plural(days, 'day')}`}>
          {signed(downloads)} <span className="text-2xs text-faint">downloads</span>
          <span className="ml-3">{signed(likes)}</span> <span className="text-2xs text-faint">likes in {days} d</span>
        </span>
      ) : (
        <span className="max-sm:hidden">
          <Downloads entry={entry} />
        </span>
      )}
      <span className="min-w-20 font-medium text-ink">
        {kind === 'new'
          ? entry.createdAt !== undefined && <Time at={entry.createdAt} />
          : score !== undefined && (kind === 'rising' ? score.toFixed(1) : formatCount(Math.round(score)))}
      </span>
    </span>
  )
}

function signed(count: bigint): string {
  return count < 0n ? `−${formatCount(-count)}` : `+${formatCount(count)}`
}
