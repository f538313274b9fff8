import { copyBits, type DocSet } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { type LiveSegment, numberBits, numberMask } from '../segments/createSegments.ts'
import { codeBlockBits, codeBlockMask, type FacetCodes, maskSize } from './facetCodes.ts'

/** What was counted in one segment. */
export interface CodeCounts {
  codes: FacetCodes
  /** By code. */
  counts: Uint32Array
  /** How many models have which bits set: 256 for each byte of the masks. */
  bytes: Uint32Array
}

/**
 * Counts the codes and masks of models.
 * @returns the counts by slot of the segment; and the keys of those models whose segment has no codes
 */
export function countCodes(data: IndexData, models: DocSet): { bySlot: (CodeCounts | undefined)[]; rest: Uint32Array } {
  const bySlot = data.segments.bySlot.map((live): CodeCounts | undefined => {
    const codes = live && data.facetCodes.get(live.segment)
    return codes && { codes, counts: new Uint32Array(codes.attributes.length), bytes: new Uint32Array(4 * 256) }
  })
  const keys = models.kind === 'array' ? models.keys : countWhole(data.segments.live, models.bits, bySlot)
  return { bySlot, rest: countKeys(data.segments.place, keys, bySlot) }
}

/** By bit of the masks: how many models have it. */
export function countMasked({ codes, bytes }: CodeCounts): Uint32Array {
  return codes.masked.map((_, bit) => {
    let count = 0
    for (let value = 0; value < 256; value++) {
      if (((value >>> (bit & 7)) & 1) === 1) count += bytes[((bit >>> 3) << 8) | value]!
    }
    return count
  })
}

/** Counts in segments that have all models of a range of keys. @returns the keys of the other models */
function countWhole(
  segments: readonly LiveSegment[],
  bits: Uint32Array,
  bySlot: readonly (CodeCounts | undefined)[],
): Uint32Array {
  const left = copyBits(bits)
  for (const { segment, living, slot } of segments) {
    const { keys } = segment
    const [first, end] = [keys[0]!, keys[keys.length - 1]! + 1]
    const one = bySlot[slot]
    if (one && living === keys.length && keys.length === end - first) countRange(one, left, first, end)
  }
  let keys = new Uint32Array(1024)
  let count = 0
  for (let index = 0; index < left.length; index++) {
    for (let word = left[index]!; word !== 0; word &= word - 1) {
      if (count === keys.length) keys = growArray(keys, count + 1)
      keys[count++] = (index << 5) | (31 - Math.clz32(word & -word))
    }
  }
  return keys.subarray(0, count)
}

/** Counts the models of a range of keys, whose numbers are counted from its first, and takes them out of the set. */
function countRange(one: CodeCounts, bits: Uint32Array, first: number, end: number): void {
  const last = Math.min(bits.length, (end + 31) >>> 5)
  let size = 0
  for (let index = first >>> 5; index < last; index++) {
    let word = bits[index]!
    if (word === 0) continue
    const base = index << 5
    if (base < first) word &= -1 << (first - base)
    if (base + 32 > end) word &= ~(-1 << (end - base))
    bits[index]! &= ~word
    for (; word !== 0; word &= word - 1) batchNumbers[size++] = (base | (31 - Math.clz32(word & -word))) - first
    // The next word has no more than there is room for.
    if (size <= batch - 32) continue
    countBatch(one, size)
    size = 0
  }
  countBatch(one, size)
}

/** Counts models wherever they live. @returns the keys of those that have no codes */
function countKeys(place: Uint32Array, keys: Uint32Array, bySlot: readonly (CodeCounts | undefined)[]): Uint32Array {
  let rest = new Uint32Array(0)
  let restCount = 0
  for (let from = 0, to = 0; from < keys.length; from = to) {
    const slot = place[keys[from]!]! >>> numberBits
    const one = bySlot[slot]
    // Neighbours mostly live in the same segment.
    to = one ? countRun(one, place, slot, keys, from) : from + 1
    if (one) continue
    if (restCount === rest.length) rest = growArray(rest, restCount + 1)
    rest[restCount++] = keys[from]!
  }
  return rest.subarray(0, restCount)
}

/**
 * Models that go through each step together. Where their codes stand is all over the memory; short loops of one step each
 * let the processor wait for many of them at once.
 */
const batch = 128
const batchNumbers = new Uint32Array(batch)
const batchStarts = new Uint32Array(batch)
const batchEnds = new Uint32Array(batch)

/** Counts models, a batch at most, while they live in the same segment. @returns the first that was not counted */
function countRun(one: CodeCounts, place: Uint32Array, slot: number, keys: Uint32Array, from: number): number {
  const last = Math.min(keys.length, from + batch)
  let to = from
  for (; to < last; to++) {
    const at = place[keys[to]!]!
    if (at >>> numberBits !== slot) break
    batchNumbers[to - from] = at & numberMask
  }
  countBatch(one, to - from)
  return to
}

/** Counts so many models of `batchNumbers`. */
function countBatch({ codes: { codes, starts, ends }, counts, bytes }: CodeCounts, size: number): void {
  for (let index = 0; index < size; index++) {
    const number = batchNumbers[index]!
    const block = starts[number >>> codeBlockBits]!
    batchStarts[index] = (number & codeBlockMask) === 0 ? block : block + ends[number - 1]!
    batchEnds[index] = block + ends[number]!
  }
  for (let index = 0; index < size; index++) {
    const start = batchStarts[index]!
    const end = batchEnds[index]!
    const low = codes[start]!
    const high = codes[start + 1]!
    bytes[low & 255]!++
    bytes[256 | (low >>> 8)]!++
    bytes[512 | (high & 255)]!++
    bytes[768 | (high >>> 8)]!++
    for (let next = start + maskSize; next < end; next++) counts[codes[next]!]!++
  }
}
