import { hasBit, planeSet } from '../columns/bitPlane.ts'
import type { NumberArray } from '../columns/createColumns.ts'
import { type DocSet, intersect } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { highestKeys, visitHighest } from './highestKeys.ts'
import type { TopKeys } from './topKeys.ts'

/** By bits of the downloads: 0 for none, 1 for one, 2 for two and three, up to 32. */
const bucketCount = 34

/**
 * Offers the matches that may be among the best, and few others. The score cannot be high without downloads, of which each
 * source has its own measure: the most downloaded are scored first, and others only while their downloads would let them
 * reach the worst of these.
 * @param options.limit no match of a source with fewer than 2^`bits` downloads has a higher score
 */
export function offerLikely(
  data: IndexData,
  matches: DocSet,
  options: { limit: (bits: number, source: number) => number; top: TopKeys; offer: (key: number) => void },
): void {
  const { limit, top, offer } = options
  const { downloads } = data.columns.numbers
  const { sources } = data.derived
  const highest = highestKeys(data, 'downloads', matches)
  const isOver = sources.map(() => false)
  if (highest) {
    const isEnough = visitHighest(highest, matches, (key) => {
      const source = sources.findIndex((plane) => hasBit(plane, key))
      if (isOver[source]) return undefined
      isOver[source] = limit(bucketOf(downloads[key]!), source) < top.worst
      if (isOver[source]) return isOver.includes(false) ? undefined : 'enough'
      offer(key)
      return undefined
    })
    if (isEnough) return
  }
  const most = highest?.above ?? Number.POSITIVE_INFINITY
  const mostBits = highest ? bucketOf(Math.max(0, Math.floor(highest.above))) : bucketCount
  for (let source = 0; source < sources.length; source++) {
    if (isOver[source] || limit(mostBits, source) < top.worst) continue
    const own = intersect(matches, planeSet(sources[source]!))
    offerByDownloads(own, downloads, most, { ...options, limit: (bits) => limit(bits, source) })
  }
}

/** Offers matches with `most` downloads or fewer. */
function offerByDownloads(
  matches: DocSet,
  downloads: NumberArray,
  most: number,
  { limit, top, offer }: { limit: (bits: number) => number; top: TopKeys; offer: (key: number) => void },
): void {
  const first = top.isFull ? bucketCount : firstBucket(matches, downloads, most, 4 * top.limit)
  if (first < bucketCount) eachOfBuckets(matches, downloads, { from: first, to: bucketCount, most }, offer)
  let least = first
  while (least > 0 && limit(least - 1) >= top.worst) least--
  if (least < first) eachOfBuckets(matches, downloads, { from: least, to: first, most }, offer)
}

/** The highest bucket that, with those above it, has so many of the keys with `most` downloads or fewer. */
function firstBucket(keys: DocSet, downloads: NumberArray, most: number, wanted: number): number {
  const counts = new Uint32Array(bucketCount)
  const count = (value: number) => {
    if (value <= most) counts[bucketOf(value)]!++
  }
  if (keys.kind === 'array') {
    for (let index = 0; index < keys.count; index++) count(downloads[keys.keys[index]!]!)
  } else {
    const { bits } = keys
    for (let index = 0; index < bits.length; index++) {
      for (let word = bits[index]!; word !== 0; word &= word - 1) {
        count(downloads[(index << 5) | (31 - Math.clz32(word & -word))]!)
      }
    }
  }
  let bucket = bucketCount - 1
  for (let count = counts[bucket]!; bucket > 0 && count < wanted; count += counts[bucket]!) bucket--
  return bucket
}

/** Calls `visit` with the keys in buckets from `from` up to, not including, `to`, with `most` downloads or fewer. */
function eachOfBuckets(
  keys: DocSet,
  downloads: NumberArray,
  { from, to, most }: { from: number; to: number; most: number },
  visit: (key: number) => void,
): void {
  const least = from === 0 ? 0 : 2 ** (from - 1)
  // Downloads are whole numbers.
  const end = Math.min(to >= bucketCount ? Number.POSITIVE_INFINITY : 2 ** (to - 1), most + 1)
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
