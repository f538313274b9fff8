import type { Bucket, Distribution } from '#gen/statistics_pb.ts'

import type { HistogramBar } from '../charts/Histogram.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { formatCount } from '../format/formatCount.ts'

const month = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** The ranges of a distribution in words: "1B to 3B", "Mar 2026". A range does not hold its upper end. */
export function describeBuckets({ field, buckets }: Pick<Distribution, 'field' | 'buckets'>): HistogramBar[] {
  return buckets.map((bucket) => ({ ...describeBucket(field, bucket), count: bucket.count }))
}

function describeBucket(field: string, { from, to }: Pick<Bucket, 'from' | 'to'>): { label: string; tick: string } {
  if (field === 'created') {
    const date = new Date(from)
    return { label: month.format(from), tick: date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : '' }
  }
  const say = field === 'bytes' ? formatBytes : formatCount
  const tick = say(from)
  if (to === undefined) return { label: `${tick} and more`, tick }
  if (from === 0) return { label: to === 1 ? 'none' : `less than ${say(to)}`, tick: '0' }
  return { label: `${tick} to ${say(to)}`, tick }
}
