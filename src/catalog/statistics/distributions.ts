import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { Distribution } from '../catalog.ts'
import type { NumberColumn } from '../index/indexedModel.ts'

export const distributionFields = [
  'parameters',
  'bytes',
  'downloads',
  'likes',
  'created',
] as const satisfies NumberColumn[]

/** Of months, besides the newest: a source's typing error must not make thousands of buckets. */
const mostMonths = 240
const [firstYear, lastYear] = [1990, 2060]

/** Where each bucket begins, ascending: half decades for sizes, decades for counts, months (UTC) for times. */
export const bucketStarts: Readonly<Record<Distribution['field'], Float64Array>> = {
  parameters: Float64Array.of(0, 1e6, 1e7, 1e8, 3e8, 1e9, 3e9, 1e10, 3e10, 1e11, 3e11, 1e12),
  bytes: Float64Array.of(0, 1e6, 1e7, 1e8, 3e8, 1e9, 3e9, 1e10, 3e10, 1e11, 3e11, 1e12),
  downloads: Float64Array.of(0, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8),
  likes: Float64Array.of(0, 1, 1e1, 1e2, 1e3, 1e4, 1e5),
  created: Float64Array.from({ length: (lastYear - firstYear) * 12 }, (_, month): UtcMilliseconds =>
    Date.UTC(firstYear, month),
  ),
}

/** The bucket that a value lies in: the last that does not begin after it, else the first. */
export function findBucket(starts: Float64Array, value: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (starts[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Buckets with their counts, which are those of {@link bucketStarts}. Months go from the first to the last that has
 * models, at most 241: the first takes what is older.
 */
export function toBuckets(field: Distribution['field'], counts: Float64Array): Distribution['buckets'] {
  const starts = bucketStarts[field]
  if (field !== 'created') return join(starts, counts)
  const first = counts.findIndex((count) => count > 0)
  if (first < 0) return []
  const last = counts.findLastIndex((count) => count > 0)
  const begin = Math.max(first, last - mostMonths)
  const kept = counts.slice(begin, last + 1)
  for (let month = first; month < begin; month++) kept[0]! += counts[month]!
  return join(starts.subarray(begin, last + 1), kept)
}

function join(starts: Float64Array, counts: Float64Array): Distribution['buckets'] {
  return Array.from(starts, (from, index) => ({ from, to: starts[index + 1], count: counts[index]! }))
}
