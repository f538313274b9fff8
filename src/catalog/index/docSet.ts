/*
 * Sets of models (or of attributes), by key. Small sets are sorted arrays, large ones bit sets; every operation picks
 * the cheaper way. Sets never change: what an operation returns may share memory with what it was given.
 */

import { countBits, countCommonBits } from './countBits.ts'
import { takeBits } from './lendBits.ts'

/** A set of keys. */
export type DocSet =
  | { readonly kind: 'array'; readonly keys: Uint32Array; readonly count: number }
  /** Bit k of word k >>> 5. `count` is exact. `bits.length` may be shorter than another set's: what is beyond is not in. */
  | { readonly kind: 'bits'; readonly bits: Uint32Array; readonly count: number }

const nothing: DocSet = { kind: 'array', keys: new Uint32Array(0), count: 0 }

export function emptySet(): DocSet {
  return nothing
}

/** @param keys ascending, each once; the set keeps it */
export function fromSorted(keys: Uint32Array): DocSet {
  const count = keys.length
  if (count === 0) return nothing
  const words = (keys[count - 1]! >>> 5) + 1
  if (count <= words) return { kind: 'array', keys, count }
  const bits = takeBits(words)
  for (let index = 0; index < count; index++) bits[keys[index]! >>> 5]! |= 1 << keys[index]!
  return { kind: 'bits', bits, count }
}

/**
 * @param bits the set keeps it, unless few are set: listing the keys costs more than reading the bits a few times
 * @param count how many bits are set, if known
 */
export function fromBits(bits: Uint32Array, count = countBits(bits)): DocSet {
  if (count === 0) return nothing
  return count > bits.length >>> 4
    ? { kind: 'bits', bits, count }
    : { kind: 'array', keys: listBits(bits, count), count }
}

export function has(set: DocSet, key: number): boolean {
  if (set.kind === 'bits') return (set.bits[key >>> 5]! & (1 << key)) !== 0
  return set.keys[firstNotBelow(set.keys, key, 0)] === key
}

/** Calls `visit` with each key, ascending. */
export function forEachKey(set: DocSet, visit: (key: number) => void): void {
  if (set.kind === 'array') {
    for (let index = 0; index < set.count; index++) visit(set.keys[index]!)
    return
  }
  const { bits } = set
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index]!; word !== 0; word &= word - 1) visit((index << 5) | (31 - Math.clz32(word & -word)))
  }
}

/** All keys, ascending. Not to be changed: it may be the set's own memory. */
export function toKeys(set: DocSet): Uint32Array {
  return set.kind === 'array' ? set.keys : listBits(set.bits, set.count)
}

/** A bit set of its own, at least `words` long. */
export function toBits(set: DocSet, words = 0): Uint32Array {
  const bits = takeBits(Math.max(words, wordsOf(set)))
  addToBits(bits, set)
  return bits
}

/** Sets the bits of a set's keys; `bits` must be long enough for them. */
export function addToBits(bits: Uint32Array, set: DocSet): void {
  if (set.kind === 'array') {
    const { keys } = set
    for (let index = 0; index < keys.length; index++) bits[keys[index]! >>> 5]! |= 1 << keys[index]!
  } else {
    const added = set.bits
    for (let index = 0; index < added.length; index++) bits[index]! |= added[index]!
  }
}

/** A copy for the work at hand. */
export function copyBits(bits: Uint32Array): Uint32Array {
  const copy = takeBits(bits.length, true)
  copy.set(bits)
  return copy
}

/** Clears the bits of a set's keys. */
export function removeFromBits(bits: Uint32Array, set: DocSet): void {
  if (set.kind === 'array') {
    const { keys } = set
    // Writes beyond the end of a typed array are lost, as they should be here.
    for (let index = 0; index < keys.length; index++) bits[keys[index]! >>> 5]! &= ~(1 << keys[index]!)
  } else {
    const removed = set.bits
    const length = Math.min(bits.length, removed.length)
    for (let index = 0; index < length; index++) bits[index]! &= ~removed[index]!
  }
}

export function intersect(a: DocSet, b: DocSet): DocSet {
  if (a === b) return a
  if (a.kind === 'bits' && b.kind === 'bits') {
    const bits = takeBits(Math.min(a.bits.length, b.bits.length), true)
    for (let index = 0; index < bits.length; index++) bits[index] = a.bits[index]! & b.bits[index]!
    return fromBits(bits)
  }
  const [few, many] = smallerFirst(a, b)
  const keys = new Uint32Array(few.count)
  const count = takeCommon(few.keys, many, keys)
  return count === few.count ? few : fromSorted(keys.slice(0, count))
}

/** Size of the intersection, without building it. */
export function countIntersection(a: DocSet, b: DocSet): number {
  if (a.kind === 'bits' && b.kind === 'bits') return countCommonBits(a.bits, b.bits)
  const [few, many] = smallerFirst(a, b)
  return takeCommon(few.keys, many, undefined)
}

export function unite(sets: readonly DocSet[]): DocSet {
  const some = sets.filter((set) => set.count > 0)
  if (some.length < 2) return some[0] ?? nothing
  const words = Math.max(...some.map(wordsOf))
  let total = 0
  for (const set of some) total += set.count
  // Sorting a few keys is cheaper than clearing and reading a bit for every model.
  if (total <= words >>> 5) return uniteSmall(some, total)
  const bits = takeBits(words)
  for (const set of some) addToBits(bits, set)
  return fromBits(bits)
}

/** What is in `a` and not in `b`. */
export function subtract(a: DocSet, b: DocSet): DocSet {
  if (a.count === 0 || b.count === 0) return a
  if (a.kind === 'bits') {
    const bits = copyBits(a.bits)
    removeFromBits(bits, b)
    return fromBits(bits)
  }
  const keys = new Uint32Array(a.count)
  let count = 0
  let at = 0
  for (let index = 0; index < a.keys.length; index++) {
    const key = a.keys[index]!
    if (b.kind === 'bits') {
      if ((b.bits[key >>> 5]! & (1 << key)) !== 0) continue
    } else {
      at = firstNotBelow(b.keys, key, at)
      if (b.keys[at] === key) continue
    }
    keys[count++] = key
  }
  return count === a.count ? a : fromSorted(keys.slice(0, count))
}

type ArraySet = Extract<DocSet, { kind: 'array' }>

function uniteSmall(sets: readonly DocSet[], total: number): DocSet {
  const all = new Uint32Array(total)
  let at = 0
  for (const set of sets) {
    all.set(toKeys(set), at)
    at += set.count
  }
  all.sort()
  let count = 1
  for (let index = 1; index < total; index++) {
    if (all[index] !== all[count - 1]) all[count++] = all[index]!
  }
  return fromSorted(count === total ? all : all.slice(0, count))
}

/** Of two sets that are not both bit sets, the array with fewer keys. */
function smallerFirst(a: DocSet, b: DocSet): [ArraySet, DocSet] {
  if (a.kind === 'array' && (b.kind === 'bits' || a.count <= b.count)) return [a, b]
  if (b.kind === 'array') return [b, a]
  throw new TypeError('Neither set is an array')
}

/** Writes the keys that both have to the front of `into`, if given. @returns how many there are */
function takeCommon(few: Uint32Array, many: DocSet, into: Uint32Array | undefined): number {
  let count = 0
  if (many.kind === 'bits') {
    const { bits } = many
    for (let index = 0; index < few.length; index++) {
      const key = few[index]!
      if ((bits[key >>> 5]! & (1 << key)) === 0) continue
      if (into !== undefined) into[count] = key
      count++
    }
    return count
  }
  const { keys } = many
  let at = 0
  for (let index = 0; index < few.length; index++) {
    const key = few[index]!
    at = firstNotBelow(keys, key, at)
    if (at === keys.length) return count
    if (keys[at] !== key) continue
    if (into !== undefined) into[count] = key
    count++
  }
  return count
}

/** Index of the first key that is not below `key`, from `start` on: doubling steps, then halving ones. */
function firstNotBelow(keys: Uint32Array, key: number, start: number): number {
  let step = 1
  let low = start
  while (low + step <= keys.length && keys[low + step - 1]! < key) {
    low += step
    step <<= 1
  }
  let high = Math.min(low + step - 1, keys.length)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Words that a bit set of the same keys needs. */
function wordsOf(set: DocSet): number {
  if (set.kind === 'bits') return set.bits.length
  return set.count === 0 ? 0 : (set.keys[set.count - 1]! >>> 5) + 1
}

function listBits(bits: Uint32Array, count: number): Uint32Array {
  const keys = new Uint32Array(count)
  let at = 0
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index]!; word !== 0; word &= word - 1) {
      keys[at++] = (index << 5) | (31 - Math.clz32(word & -word))
    }
  }
  return keys
}
