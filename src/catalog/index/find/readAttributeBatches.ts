import { type DocSet, toKeys } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { numberBits, numberMask } from '../segments/createSegments.ts'
import { strideBits, strideMask } from '../segments/packedEntries.ts'

/** Attributes of some models, one model after the other. */
export interface AttributeBatch {
  /** The models are `keys[from]` to `keys[to - 1]`. */
  keys: Uint32Array
  from: number
  to: number
  /** Of all of them; good until the next batch. */
  attributes: Uint32Array
  /** By model, counted from the first one of the batch: where its attributes end. */
  ends: Uint32Array
}

/**
 * Models that go through each step together. Where a model's attributes stand is all over the memory; short loops of one
 * step each let the processor wait for many of them at once, which halves the time.
 */
const batch = 256

/** Reads the attributes of models, which must exist, in batches. */
export function* readAttributeBatches(data: IndexData, models: DocSet): Generator<AttributeBatch, void> {
  const { place, bySlot } = data.segments
  const keys = toKeys(models)
  const starts = new Uint32Array(batch)
  const ends = new Uint32Array(batch)
  let attributes = new Uint32Array(batch * 32)
  for (let from = 0, to = 0; from < keys.length; from = to) {
    const slot = place[keys[from]!]! >>> numberBits
    to = from + 1
    while (to < keys.length && to < from + batch && place[keys[to]!]! >>> numberBits === slot) to++
    const { bytes, offsets } = bySlot[slot]!.segment.attributes
    for (let index = from; index < to; index++) {
      const number = place[keys[index]!]! & numberMask
      starts[index - from] = findStart(bytes, offsets[number >>> strideBits]!, number & strideMask)
    }
    let size = 0
    for (let index = 0; index < to - from; index++) {
      let at = starts[index]!
      let length = bytes[at++]! & 0x7f
      for (let shift = 7; bytes[at - 1]! >= 0x80; shift += 7) length |= (bytes[at++]! & 0x7f) << shift
      const end = at + length
      if (size + length > attributes.length) attributes = growArray(attributes, size + length)
      let attribute = 0
      while (at < end) {
        let byte = bytes[at++]!
        attribute += byte & 0x7f
        for (let shift = 7; byte >= 0x80; shift += 7) {
          byte = bytes[at++]!
          attribute += (byte & 0x7f) << shift
        }
        attributes[size++] = attribute
      }
      ends[index] = size
    }
    yield { keys, from, to, attributes, ends }
  }
}

/** Where the entry stands that comes so many after the one at `at`. */
function findStart(bytes: Uint8Array, at: number, after: number): number {
  let start = at
  for (let left = after; left > 0; left--) {
    let length = bytes[start++]!
    if (length >= 0x80) {
      length &= 0x7f
      for (let shift = 7; bytes[start - 1]! >= 0x80; shift += 7) length |= (bytes[start++]! & 0x7f) << shift
    }
    start += length
  }
  return start
}
