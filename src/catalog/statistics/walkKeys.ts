import { type DocSet, toBits } from '../index/docSet.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'

/** At most 8,192 models, which is work for some tenths of a millisecond. */
const wordsAtOnce = 256

/**
 * Goes through a set piece by piece, ascending. The set is copied, so what is written meanwhile does not change it.
 * @param visit gets the keys of each piece, in memory that the next piece takes; columns are to be asked for each time
 */
export function* walkKeys(slice: Slice, set: DocSet, visit: (keys: Uint32Array) => void): SlicedWork<void> {
  const bits = toBits(set)
  const keys = new Uint32Array(wordsAtOnce * 32)
  for (let at = 0; at < bits.length; at += wordsAtOnce) {
    if (slice.isOver()) yield
    visit(keys.subarray(0, listKeys(bits, at, Math.min(bits.length, at + wordsAtOnce), keys)))
  }
}

function listKeys(bits: Uint32Array, from: number, to: number, keys: Uint32Array): number {
  let count = 0
  for (let at = from; at < to; at++) {
    for (let word = bits[at]!; word !== 0; word &= word - 1) keys[count++] = (at << 5) | (31 - Math.clz32(word & -word))
  }
  return count
}
