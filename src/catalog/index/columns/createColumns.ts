import { growArray } from '../growArray.ts'
import { type IndexedNumbers, type NumberColumn, numberColumns } from '../indexedModel.ts'
import { type BitPlane, createBitPlane, setBit } from './bitPlane.ts'

export type NumberArray = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

/** What is kept by key: what changes from day to day, and what would take long to derive again. */
export interface Columns {
  /** One more than the highest key that was ever set. */
  capacity: number
  readonly numbers: Record<NumberColumn, NumberArray>
  /** Models that the catalog has. */
  readonly existing: BitPlane
  /** Models that their source no longer lists, whether they exist still or not. */
  readonly removed: BitPlane
  readonly gated: BitPlane
  /** Models that have a parent other than themselves. */
  readonly derivatives: BitPlane
  /** Models whose id an attribute names as a parent, and some that none names any more. */
  readonly parents: BitPlane
  /** By bit of the NSFW level: the models whose level has it. */
  readonly nsfw: BitPlane[]
  /** By block of keys: how often it was changed. */
  readonly stamps: number[]
  /** Which keys had their numbers set, one after the other; begins anew when it is full, in another round. */
  readonly log: { keys: Uint32Array; count: number; round: number }
}

const logged = 1 << 16

/** Keys in a block; a changed block is written to the checkpoint as a whole. */
export const blockBits = 16

/**
 * How each column is kept. Counts are whole numbers below 2³² until one comes that is not; scores need no more than six
 * digits; all others are kept exactly.
 */
const arrayTypes = {
  downloads: Uint32Array,
  likes: Uint32Array,
  trending: Float32Array,
  rising: Float32Array,
  created: Float64Array,
  updated: Float64Array,
  parameters: Float64Array,
  bytes: Float64Array,
  weights: Float64Array,
} as const satisfies Record<NumberColumn, unknown>

export function createColumns(): Columns {
  const arrays = numberColumns.map((name): [NumberColumn, NumberArray] => [
    name,
    new arrayTypes[name](new ArrayBuffer(0)),
  ])
  return {
    capacity: 1,
    numbers: Object.fromEntries(arrays) as Columns['numbers'],
    existing: createBitPlane(),
    removed: createBitPlane(),
    gated: createBitPlane(),
    derivatives: createBitPlane(),
    parents: createBitPlane(),
    nsfw: [],
    stamps: [],
    log: { keys: new Uint32Array(logged), count: 0, round: 1 },
  }
}

/** Sets everything but whether the model exists and is removed. */
export function setNumbers(columns: Columns, { key, numbers, gated, nsfwLevel }: IndexedNumbers): void {
  reserveKeys(columns, key + 1)
  for (const name of numberColumns) {
    const value = numbers[name]
    let array = columns.numbers[name]
    if (array instanceof Uint32Array && value >>> 0 !== value) array = widen(columns, name)
    array[key] = value
  }
  setBit(columns.gated, key, gated)
  for (let bit = 0; bit < 32 && (bit < columns.nsfw.length || nsfwLevel >>> bit !== 0); bit++) {
    setBit((columns.nsfw[bit] ??= createBitPlane()), key, ((nsfwLevel >>> bit) & 1) === 1)
  }
  touchBlock(columns, key)
  logKey(columns, key)
}

function logKey({ log }: Columns, key: number): void {
  if (log.count === logged) {
    log.count = 0
    log.round++
  }
  log.keys[log.count++] = key
}

/** Notes that something of this key changed. */
export function touchBlock(columns: Columns, key: number): void {
  const block = key >>> blockBits
  columns.stamps[block] = (columns.stamps[block] ?? 0) + 1
}

/** The planes by the names under which they are kept. */
export function namedPlanes({ existing, removed, gated, derivatives, parents, nsfw }: Columns): [string, BitPlane][] {
  return [
    ['existing', existing],
    ['removed', removed],
    ['gated', gated],
    ['derivatives', derivatives],
    ['parents', parents],
    ...nsfw.map((plane, bit): [string, BitPlane] => [`nsfw${bit}`, plane]),
  ]
}

/** Makes room for keys below `capacity`. */
export function reserveKeys(columns: Columns, capacity: number): void {
  if (capacity <= columns.capacity) return
  columns.capacity = capacity
  const { numbers } = columns
  for (const name of numberColumns) numbers[name] = growArray(numbers[name], capacity)
  const words = (capacity + 31) >>> 5
  for (const [, plane] of namedPlanes(columns)) plane.bits = growArray(plane.bits, words)
  for (let block = columns.stamps.length; block <= (capacity - 1) >>> blockBits; block++) columns.stamps[block] = 0
}

/** Lets a column of counts hold any number. */
export function widen(columns: Columns, name: NumberColumn): NumberArray {
  columns.numbers[name] = Float64Array.from(columns.numbers[name])
  return columns.numbers[name]
}
