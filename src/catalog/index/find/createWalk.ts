import { type DocSet, toKeys } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { numberBits, numberMask } from '../segments/createSegments.ts'
import { strideBits, strideMask } from '../segments/packedEntries.ts'

/** Reads the attributes of models, one after the other, and counts them. */
export interface Walk {
  /** By attribute; zero for those that were not met. */
  readonly counts: Uint32Array
  /** The attributes that were met, each once. */
  met(): Uint32Array
  read(models: DocSet): void
  /** Sets all counts to zero for the next walk; this one is used up. */
  end(): void
}

/**
 * Models that go through each step together. Where a model's attributes stand, and their counts, are all over the
 * memory; short loops of one step each let the processor wait for many of them at once, which halves the time.
 */
const batch = 256

export function createWalk(data: IndexData): Walk {
  const { segments } = data
  data.counters = growArray(data.counters, data.dictionary.capacity)
  const counts = data.counters
  let met = new Uint32Array(1024)
  let metCount = 0
  const starts = new Uint32Array(batch)
  let attributes = new Uint32Array(batch * 32)

  function countMet(size: number): void {
    if (metCount + size > met.length) met = growArray(met, metCount + size)
    for (let index = 0; index < size; index++) {
      const attribute = attributes[index]!
      if (counts[attribute]!++ === 0) met[metCount++] = attribute
    }
  }

  /** Reads models `from` to `to` of `keys`, which are of one segment. */
  function readBatch(keys: Uint32Array, from: number, to: number): void {
    const { place, bySlot } = segments
    const { bytes, offsets } = bySlot[place[keys[from]!]! >>> numberBits]!.segment.attributes
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
    }
    countMet(size)
  }

  return {
    counts,
    met: () => met.subarray(0, metCount),
    read(models) {
      const { place } = segments
      const keys = toKeys(models)
      for (let from = 0; from < keys.length;) {
        const slot = place[keys[from]!]! >>> numberBits
        let to = from + 1
        while (to < keys.length && to < from + batch && place[keys[to]!]! >>> numberBits === slot) to++
        readBatch(keys, from, to)
        from = to
      }
    },
    end() {
      for (let index = 0; index < metCount; index++) counts[met[index]!] = 0
    },
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
