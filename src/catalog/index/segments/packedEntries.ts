import { growArray } from '../growArray.ts'
import { readVarint, varintSize, writeVarint } from '../varint.ts'

/**
 * Byte strings by number: each with its length as varint before it, one after the other. Only every eighth offset is
 * kept; the way from there leads over at most seven lengths.
 */
export interface PackedEntries {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly offsets: Uint32Array<ArrayBuffer>
}

export const strideBits = 3
export const strideMask = (1 << strideBits) - 1

/** Where the length of an entry stands. */
export function findEntry({ bytes, offsets }: PackedEntries, index: number): number {
  let at = offsets[index >>> strideBits]!
  for (let left = index & strideMask; left > 0; left--) {
    at = entryEnd(bytes, at)
  }
  return at
}

/** Where the entry begins whose length stands at `at`. */
export function entryStart(bytes: Uint8Array, at: number): number {
  return bytes[at]! < 0x80 ? at + 1 : at + varintSize(readVarint(bytes, at))
}

/** Where the entry ends whose length stands at `at`, and the length of the next one stands. */
export function entryEnd(bytes: Uint8Array, at: number): number {
  const length = bytes[at]!
  return at + (length < 0x80 ? length + 1 : skipLong(bytes, at))
}

/** Fills {@link PackedEntries} from the first to the last. */
interface EntryWriter {
  /** Adds what stands in `bytes` from `start` to `end`. */
  add(bytes: Uint8Array, start: number, end: number): void
  /** Adds the entry of `bytes` whose length stands at `at`. */
  copy(bytes: Uint8Array, at: number): void
  finish(): PackedEntries
  /** The same, to be read as text. */
  finishText(): PackedEntries & { bytes: Buffer<ArrayBuffer> }
}

export function createEntryWriter(expected: number): EntryWriter {
  let bytes = new Uint8Array(expected * 24)
  let offsets = new Uint32Array((expected >>> strideBits) + 1)
  let end = 0
  let count = 0

  /** Makes room for an entry with its length, and notes where it begins. */
  function begin(size: number): void {
    bytes = growArray(bytes, end + size)
    if ((count & strideMask) === 0) {
      offsets = growArray(offsets, (count >>> strideBits) + 1)
      offsets[count >>> strideBits] = end
    }
    count++
  }
  function write(from: Uint8Array, start: number, stop: number): void {
    for (let index = start; index < stop; index++) bytes[end++] = from[index]!
  }
  const finish = () => ({ bytes: bytes.slice(0, end), offsets: offsets.slice(0, (count + strideMask) >>> strideBits) })

  return {
    add(from, start, stop) {
      begin(stop - start + 5)
      end = writeVarint(bytes, end, stop - start)
      write(from, start, stop)
    },
    copy(from, at) {
      const stop = entryEnd(from, at)
      begin(stop - at)
      write(from, at, stop)
    },
    finish,
    finishText() {
      const entries = finish()
      return { ...entries, bytes: Buffer.from(entries.bytes.buffer) }
    },
  }
}

function skipLong(bytes: Uint8Array, at: number): number {
  const length = readVarint(bytes, at)
  return varintSize(length) + length
}
