import { planeSet } from '../columns/bitPlane.ts'
import type { NumberArray } from '../columns/createColumns.ts'
import { type DocSet, forEachKey, has } from '../docSet.ts'
import { cached, type IndexData } from '../indexData.ts'

/** A column's highest values, of all models that are known, the removed ones included. */
export interface HighestKeys {
  /** From the highest value down, ties from the highest key. */
  keys: Uint32Array
  /** All models with a value above this are among them; nobody else. */
  above: number
}

export type SortColumn = keyof IndexData['columns']['numbers']

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
 * faster: for few matches, or when the index has changed since a list was last asked for.
 */
export function highestKeys(data: IndexData, column: SortColumn, matches: DocSet): HighestKeys | undefined {
  const existing = planeSet(data.columns.existing)
  if (matches.count < existing.count * leastShare) return undefined
  // Making a list takes as long as looking at some million models once.
  const asked = cached(data, `asked for the highest ${column}`, () => ({ times: 0 }))
  if (asked.times++ === 0) return undefined
  return cached(data, `highest ${column}`, () => listHighest(existing, data.columns.numbers[column]))
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
