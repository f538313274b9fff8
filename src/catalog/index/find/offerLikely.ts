import type { NumberArray } from '../columns/createColumns.ts'
import type { DocSet } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import type { Scorer } from './createScorer.ts'
import type { TopKeys } from './topKeys.ts'

/** By bits of the downloads: 0 for none, 1 for one, 2 for two and three, up to 32. */
const bucketCount = 34

/**
 * Offers the matches that may be among the best, and few others. The score cannot be high without downloads: first a few
 * of the most downloaded are scored, and after them only those whose downloads would let them reach the worst of these.
 */
export function offerLikely(
  data: IndexData,
  matches: DocSet,
  { scorer, top, offer }: { scorer: Scorer; top: TopKeys; offer: (key: number) => void },
): void {
  const { downloads } = data.columns.numbers
  const first = firstBucket(matches, downloads, 4 * top.limit)
  eachOfBuckets(matches, downloads, first, bucketCount, offer)
  let least = first
  while (least > 0 && scorer.limit(least - 1) >= top.worst) least--
  if (least < first) eachOfBuckets(matches, downloads, least, first, offer)
}

/** The highest bucket that, with those above it, has so many of the keys. */
function firstBucket(keys: DocSet, downloads: NumberArray, wanted: number): number {
  const counts = new Uint32Array(bucketCount)
  if (keys.kind === 'array') {
    for (let index = 0; index < keys.count; index++) counts[bucketOf(downloads[keys.keys[index]!]!)]!++
  } else {
    const { bits } = keys
    for (let index = 0; index < bits.length; index++) {
      for (let word = bits[index]!; word !== 0; word &= word - 1) {
        counts[bucketOf(downloads[(index << 5) | (31 - Math.clz32(word & -word))]!)]!++
      }
    }
  }
  let bucket = bucketCount - 1
  for (let count = counts[bucket]!; bucket > 0 && count < wanted; count += counts[bucket]!) bucket--
  return bucket
}

/** Calls `visit` with the keys in buckets from `from` up to, not including, `to`. */
function eachOfBuckets(
  keys: DocSet,
  downloads: NumberArray,
  from: number,
  to: number,
  visit: (key: number) => void,
): void {
  const least = from === 0 ? 0 : 2 ** (from - 1)
  const end = to >= bucketCount ? Number.POSITIVE_INFINITY : 2 ** (to - 1)
  if (keys.kind === 'array') {
    for (let index = 0; index < keys.count; index++) {
      const value = downloads[keys.keys[index]!]!
      if (value >= least && value < end) visit(keys.keys[index]!)
    }
    return
  }
  const { bits } = keys
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index]!; word !== 0; word &= word - 1) {
      const key = (index << 5) | (31 - Math.clz32(word & -word))
      const value = downloads[key]!
      if (value >= least && value < end) visit(key)
    }
  }
}

function bucketOf(downloads: number): number {
  return downloads >= 2 ** 32 ? bucketCount - 1 : 32 - Math.clz32(downloads)
}
