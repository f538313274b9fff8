import { type BitPlane, hasBit } from '../columns/bitPlane.ts'
import type { NumberArray } from '../columns/createColumns.ts'
import { type DocSet, has } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { numberColumns } from '../indexedModel.ts'
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

/** Keys in a list: so many that whoever has 1 of 100 models as matches finds a page of them here. */
const mostKeys = 1 << 14
/** Of downloads more, which decide about relevance too. */
const mostDownloaded = 1 << 16
/** And no more than this share of all models. */
const mostShare = 1 / 16
/** With fewer models looking at each takes no time. */
const fewestListed = 20_000
/** Values that are looked at to choose where the list ends. */
const sampleSize = 1 << 16
/** With more matches than this share of all models, making the list takes no longer than looking at each of them. */
const shareAtOnce = 1 / 8
/** With fewer matches than this share of all models, looking at each of them is faster. */
const leastShare = 1 / 400

/**
 * The models with the highest values of a column, for who wants the best of many matches; undefined where that is not
 * faster: for few matches, and for the first who asks, unless there are so many matches that a list is made as soon.
 */
export function highestKeys(data: IndexData, column: SortColumn, matches: DocSet): HighestKeys | undefined {
  const { existing } = data.columns
  if (matches.count < existing.count * leastShare) return undefined
  const kept = keptOf(data, column)
  if (kept.times++ === 0 && !kept.list && matches.count < existing.count * shareAtOnce) return undefined
  return bringUpToDate(data, column, kept)
}

function keptOf({ highest }: IndexData, column: SortColumn): KeptHighest {
  const kept = highest.get(column) ?? { times: 0, list: undefined, made: 0, round: 0, count: 0 }
  highest.set(column, kept)
  return kept
}

function bringUpToDate({ columns }: IndexData, column: SortColumn, kept: KeptHighest): HighestKeys {
  const { existing, log } = columns
  const values = columns.numbers[column]
  if (kept.list && kept.round === log.round && kept.count < log.count) {
    kept.list = takeInChanges(kept.list, values, log.keys.subarray(kept.count, log.count))
  }
  if (!kept.list || kept.round !== log.round || isWorn(kept)) {
    kept.list = listHighest(existing, values, column === 'downloads' ? mostDownloaded : mostKeys)
    kept.made = kept.list.keys.length
  }
  kept.round = log.round
  kept.count = log.count
  return kept.list
}

/** Whether a search by some column would have to make its list, which takes as long as many a search. */
export function needsHighest({ columns, highest }: IndexData): boolean {
  if (columns.existing.count < fewestListed) return false
  return numberColumns.some((column) => highest.get(column)?.round !== columns.log.round)
}

/** Makes the lists of all columns, a column a step: some 5 ns a model. */
export function* buildHighest(data: IndexData): Generator<void, void> {
  if (!needsHighest(data)) return
  for (const column of numberColumns) {
    bringUpToDate(data, column, keptOf(data, column))
    yield
  }
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
  const come = sortHighest(
    Uint32Array.from(dirty).filter((key) => values[key]! > above),
    values,
  )
  const all = new Uint32Array(others.length + come.length)
  for (let at = 0, old = 0, young = 0; at < all.length; at++) {
    const [a, b] = [others[old], come[young]]
    const isOld = b === undefined || (a !== undefined && isBefore(values[a]!, a, values[b]!, b))
    all[at] = isOld ? others[old++]! : come[young++]!
  }
  return { keys: all, above }
}

function listHighest(existing: BitPlane, values: NumberArray, most: number): HighestKeys {
  const above = chooseEnd(existing, values, most)
  let found = new Uint32Array(most)
  let count = 0
  const end = Math.min(values.length, existing.bits.length << 5)
  // One comparison for nearly all; with NaN it is false too.
  for (let key = 1; key < end; key++) {
    if (values[key]! > above && hasBit(existing, key)) {
      if (count === found.length) found = growArray(found, count + 1)
      found[count++] = key
    }
  }
  return { keys: sortHighest(found.subarray(0, count), values), above }
}

/** From the highest value down, ties from the highest key. */
function sortHighest(keys: Uint32Array, values: NumberArray): Uint32Array {
  return keys.sort((a, b) => values[b]! - values[a]! || b - a)
}

/** A value that about so many are above of as the list is to have; fewer where many have the same. */
function chooseEnd(existing: BitPlane, values: NumberArray, most: number): number {
  const end = Math.min(values.length, existing.bits.length << 5)
  const step = Math.ceil(end / sampleSize)
  const sample = new Float64Array(Math.ceil(end / step))
  let size = 0
  let sampled = 0
  for (let key = step; key < end; key += step) {
    if (!hasBit(existing, key)) continue
    sampled++
    if (!Number.isNaN(values[key])) sample[size++] = values[key]!
  }
  // Upwards, natively: many times as fast as by a function.
  sample.subarray(0, size).sort()
  const wanted = Math.min(most, Math.ceil(existing.count * mostShare))
  const place = Math.floor((wanted / existing.count) * sampled)
  return place < size ? sample[size - 1 - place]! : Number.NEGATIVE_INFINITY
}
