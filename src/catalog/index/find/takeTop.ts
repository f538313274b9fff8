import type { NumberArray } from '../columns/createColumns.ts'
import type { DocSet } from '../docSet.ts'
import type { IndexPosition } from '../indexView.ts'
import { type HighestKeys, visitHighest } from './highestKeys.ts'
import { isBefore, TopKeys } from './topKeys.ts'

export interface Page {
  keys: number[]
  next: IndexPosition | undefined
}

/**
 * The first matches that follow a position, from the highest value of a column to the lowest, ties from the highest key;
 * then those without a value, from the highest key. All matches are looked at, and few of them sorted.
 */
export function takeTop(
  matches: DocSet,
  column: NumberArray,
  { after, limit, highest }: { after: IndexPosition | undefined; limit: number; highest?: HighestKeys | undefined },
): Page {
  const wanted = limit + 1
  const best = highest && takeHighest(highest, matches, column, after, wanted)
  if (best) return toPage(best, limit)
  const found: { value: number | null; key: number }[] = []
  if (after?.value !== null) {
    const position = typeof after?.value === 'number' ? { value: after.value, key: after.key } : undefined
    found.push(...takeWithValue(matches, column, position, wanted).list())
  }
  if (found.length < wanted) {
    const below = after?.value === null ? after.key : Number.POSITIVE_INFINITY
    takeWithoutValue(matches, column, below, wanted, found)
  }
  return toPage(found, limit)
}

/** All that is wanted, if it is among the highest. */
function takeHighest(
  highest: HighestKeys,
  matches: DocSet,
  column: NumberArray,
  after: IndexPosition | undefined,
  wanted: number,
): { value: number; key: number }[] | undefined {
  if (after !== undefined && typeof after.value !== 'number') return undefined
  const found: { value: number; key: number }[] = []
  const isEnough = visitHighest(highest, matches, (key) => {
    const value = column[key]!
    if (typeof after?.value === 'number' && !isBefore(after.value, after.key, value, key)) return undefined
    return found.push({ value, key }) === wanted ? 'enough' : undefined
  })
  return isEnough ? found : undefined
}

/** In the order of keys, upwards. */
export function takeByKey(
  matches: DocSet,
  { after, limit }: { after: IndexPosition | undefined; limit: number },
): Page {
  const above = after?.key ?? 0
  const found: { value: number; key: number }[] = []
  if (matches.kind === 'array') {
    for (let index = firstAbove(matches.keys, above); index < matches.count && found.length <= limit; index++) {
      found.push({ value: matches.keys[index]!, key: matches.keys[index]! })
    }
  } else {
    const { bits } = matches
    for (let index = above >>> 5; index < bits.length && found.length <= limit; index++) {
      for (let word = bits[index]!; word !== 0; word &= word - 1) {
        const key = (index << 5) | (31 - Math.clz32(word & -word))
        if (key > above) found.push({ value: key, key })
      }
    }
  }
  return toPage(found, limit)
}

/** Cuts what is more than a page, and tells where the next one begins if there is more. */
export function toPage<V extends IndexPosition['value']>(
  found: readonly { value: V; key: number }[],
  limit: number,
): Page {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    keys: page.map(({ key }) => key),
    next: found.length > limit && last ? { value: last.value, key: last.key } : undefined,
  }
}

function takeWithValue(
  matches: DocSet,
  column: NumberArray,
  after: { value: number; key: number } | undefined,
  wanted: number,
): TopKeys {
  const top = new TopKeys(wanted)
  let worst = Number.NEGATIVE_INFINITY
  const offer = (value: number, key: number) => {
    if (after && !isBefore(after.value, after.key, value, key)) return
    top.offer(value, key)
    worst = top.worst
  }
  // From the highest key down, so that of equal values those met later lose: most have the same few values. NaN is
  // never above the worst, except when there is none yet.
  if (matches.kind === 'array') {
    const { keys } = matches
    for (let index = keys.length - 1; index >= 0; index--) {
      const value = column[keys[index]!]!
      if (value > worst) offer(value, keys[index]!)
    }
    return top
  }
  const { bits } = matches
  for (let index = bits.length - 1; index >= 0; index--) {
    for (let word = bits[index]!; word !== 0;) {
      const bit = 31 - Math.clz32(word)
      word &= ~(1 << bit)
      const key = (index << 5) | bit
      const value = column[key]!
      if (value > worst) offer(value, key)
    }
  }
  return top
}

function takeWithoutValue(
  matches: DocSet,
  column: NumberArray,
  below: number,
  wanted: number,
  found: { value: number | null; key: number }[],
): void {
  if (matches.kind === 'array') {
    for (let index = matches.count - 1; index >= 0 && found.length < wanted; index--) {
      const key = matches.keys[index]!
      if (key < below && Number.isNaN(column[key]!)) found.push({ value: null, key })
    }
    return
  }
  const { bits } = matches
  for (let index = bits.length - 1; index >= 0 && found.length < wanted; index--) {
    for (let word = bits[index]!; word !== 0 && found.length < wanted;) {
      const bit = 31 - Math.clz32(word)
      word &= ~(1 << bit)
      const key = (index << 5) | bit
      if (key < below && Number.isNaN(column[key]!)) found.push({ value: null, key })
    }
  }
}

function firstAbove(keys: Uint32Array, key: number): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! <= key) low = middle + 1
    else high = middle
  }
  return low
}
