import { formatExactTime, formatRelativeTime } from '../format/formatTime.ts'

/** A moment as people say it; the exact one on hover. */
export function Time({ at }: { at: bigint | number }) {
  return (
    <time dateTime={new Date(Number(at)).toISOString()} title={formatExactTime(at)} className="whitespace-nowrap">
      {formatRelativeTime(at)}
    </time>
  )
}
