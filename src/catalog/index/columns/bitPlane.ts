import { countBits } from '../countBits.ts'
import { type DocSet, fromBits } from '../docSet.ts'
import { growArray } from '../growArray.ts'

/** A set of keys that changes: one yes or no for each model. */
export interface BitPlane {
  /** Bit k of word k >>> 5. */
  bits: Uint32Array<ArrayBuffer>
  count: number
}

export function createBitPlane(bits = new Uint32Array(0)): BitPlane {
  return { bits, count: countBits(bits) }
}

export function hasBit(plane: BitPlane, key: number): boolean {
  return (plane.bits[key >>> 5]! & (1 << key)) !== 0
}

/** @returns whether that changed anything */
export function setBit(plane: BitPlane, key: number, on: boolean): boolean {
  const word = key >>> 5
  if (word >= plane.bits.length) {
    if (!on) return false
    plane.bits = growArray(plane.bits, word + 1)
  }
  const before = plane.bits[word]!
  // Bit 31 would make the result negative, while the word that was read never is.
  const after = (on ? before | (1 << key) : before & ~(1 << key)) >>> 0
  if (after === before) return false
  plane.bits[word] = after
  plane.count += on ? 1 : -1
  return true
}

/** The plane as a set; good until the plane changes. */
export function planeSet(plane: BitPlane): DocSet {
  return fromBits(plane.bits, plane.count)
}

/** Replaces the words from `first` on. */
export function setPlaneWords(plane: BitPlane, words: Uint32Array, first: number): void {
  plane.bits = growArray(plane.bits, first + words.length)
  plane.count += countBits(words) - countBits(plane.bits.subarray(first, first + words.length))
  plane.bits.set(words, first)
}
