import { planeSet } from '../columns/bitPlane.ts'
import type { NumberArray } from '../columns/createColumns.ts'
import { type DocSet, forEachKey, has } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { isBefore } from './topKeys.ts'

/** A column's highest values, of all models that are known, the removed ones included. */
export interface HighestKeys {
  /** From the highest value down, ties from the highest key. */
  readonly keys: Uint32Array
  /** All models with a value above this are among them; nobody else. */
  readonly above: number
}

export type SortColumn = keyof IndexData['columns']['numbers']

/** What is kept of each column that was asked for. */
export interface KeptHighest {
  times: number
  /** Undefined before the second time. */
  list: HighestKeys | undefined
  /** Keys that the list had when it was made. */
  made: number
  /** Up to where the log of columns was taken in. */
  round: number
  count: number
}

/** Keys in a list: so many that whoever has 1 of 50 models as matches finds a page of them here. */
const mostKeys = 1 << 15
/** And no more than this share of all models. */
const mostShare = 1 / 16
/** Values that are looked at to choose where the list ends. */
const sampleSize = 1 << 16
/** With fewer matches than this share of all models, looking at each of them is faster. */
const leastShare = 1 / 400

/**
 * The models with the highest values of a column, for who wants the best of many matches; undefined where that is not
 * faster: for few matches, and for the first who asks, since making a list takes longer than looking at all.
 */
export function highestKeys(data: IndexData, column: SortColumn, matches: DocSet): HighestKeys | undefined {
  const existing = planeSet(data.columns.existing)
  if (matches.count < existing.count * leastShare) return undefined
  const { log } = data.columns
  const values = data.columns.numbers[column]
  const kept = data.highest.get(column) ?? { times: 0, list: undefined, made: 0, round: 0, count: 0 }
  data.highest.set(column, kept)
  if (kept.times++ === 0) return undefined
  if (kept.list && kept.round === log.round && kept.count < log.count) {
    kept.list = takeInChanges(kept.list, values, log.keys.subarray(kept.count, log.count))
  }
  if (!kept.list || kept.round !== log.round || isWorn(kept)) {
    kept.list = listHighest(existing, values)
    kept.made = kept.list.keys.length
  }
  kept.round = log.round
  kept.count = log.count
  return kept.list
}

/**
 * Calls `visit` with the matches among the highest, the best first, until that says it is enough.
 * @returns whether it did; if not, the rest of the matches are those whose value is not above `highest.above`
 */
export function visitHighest(
  { keys }: HighestKeys,
  matches: DocSet,
  visit: (key: number) => 'enough' | undefined,
): boolean {
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    if (has(matches, key) && visit(key) === 'enough') return true
  }
  return false
}

function isWorn({ list, made }: KeptHighest): boolean {
  const length = list?.keys.length ?? 0
  return length < made / 2 || length > 2 * made + 64
}

/** @param changed keys whose values may be others now */
function takeInChanges({ keys, above }: HighestKeys, values: NumberArray, changed: Uint32Array): HighestKeys {
  const dirty = new Set(changed)
  const others = keys.filter((key) => !dirty.has(key))
  const come = Uint32Array.from(dirty)
    .filter((key) => values[key]! > above)
    .sort((a, b) => values[b]! - values[a]! || b - a)
  const all = new Uint32Array(others.length + come.length)
  for (let at = 0, old = 0, young = 0; at < all.length; at++) {
    const [a, b] = [others[old], come[young]]
    const isOld = b === undefined || (a !== undefined && isBefore(values[a]!, a, values[b]!, b))
    all[at] = isOld ? others[old++]! : come[young++]!
  }
  return { keys: all, above }
}

function listHighest(existing: DocSet, values: NumberArray): HighestKeys {
  const above = chooseEnd(existing, values)
  const found: number[] = []
  forEachKey(existing, (key) => {
    if (values[key]! > above) found.push(key)
  })
  const keys = Uint32Array.from(found).sort((a, b) => values[b]! - values[a]! || b - a)
  return { keys, above }
}

/** A value that about so many are above of as the list is to have; fewer where many have the same. */
function chooseEnd(existing: DocSet, values: NumberArray): number {
  const step = Math.ceil(existing.count / sampleSize)
  const sample: number[] = []
  let place = 0
  forEachKey(existing, (key) => {
    if (place++ % step === 0 && !Number.isNaN(values[key])) sample.push(values[key]!)
  })
  sample.sort((a, b) => b - a)
  const wanted = Math.min(mostKeys, Math.ceil(existing.count * mostShare))
  return sample[Math.floor(wanted / step)] ?? Number.NEGATIVE_INFINITY
}
