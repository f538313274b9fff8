import { createHash } from 'node:crypto'

/** A number in [0, 1) that always belongs to `text`. */
export function fractionOf(text: string): number {
  return createHash('sha1').update(text).digest().readUInt32BE(0) / 2 ** 32
}

/** 40 hex digits that always belong to `text`; stands in for git ids that a record does not tell. */
export function hexOf(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}

/** A repeatable stream of numbers in [0, 1): mulberry32. https://github.com/cprosche/mulberry32 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
