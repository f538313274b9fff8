import { growArray } from '../growArray.ts'
import { writeVarint } from '../varint.ts'
import { isDense, type Postings } from './postings.ts'

/** Fills {@link Postings} from the lowest attribute to the highest. */
interface PostingsWriter {
  /** @param keys ascending, those from `start` to `end` */
  add(attribute: number, keys: Uint32Array, start: number, end: number): void
  finish(): Postings
}

/** @param keys of the segment, ascending, at least one */
export function createPostingsWriter(keys: Uint32Array): PostingsWriter {
  const firstWord = keys[0]! >>> 5
  const words = (keys[keys.length - 1]! >>> 5) - firstWord + 1
  const base = firstWord << 5
  let attributes = new Uint32Array(0)
  let counts = new Uint32Array(0)
  let offsets = new Uint32Array(0)
  let bytes = new Uint8Array(0)
  let bits = new Uint32Array(0)
  let size = 0
  let bytesEnd = 0
  let bitsEnd = 0
  return {
    add(attribute, keys, start, end) {
      if (size === attributes.length) {
        attributes = growArray(attributes, size + 1)
        counts = growArray(counts, size + 1)
        offsets = growArray(offsets, size + 1)
      }
      attributes[size] = attribute
      counts[size] = end - start
      if (isDense(end - start, words)) {
        offsets[size++] = bitsEnd
        bits = growArray(bits, bitsEnd + words)
        for (let index = start; index < end; index++) {
          const key = keys[index]! - base
          bits[bitsEnd + (key >>> 5)]! |= 1 << key
        }
        bitsEnd += words
        return
      }
      offsets[size++] = bytesEnd
      bytes = growArray(bytes, bytesEnd + 5 * (end - start))
      let before = base
      for (let index = start; index < end; index++) {
        const key = keys[index]!
        bytesEnd = writeVarint(bytes, bytesEnd, key - before)
        before = key
      }
    },
    finish: () => ({
      attributes: attributes.slice(0, size),
      counts: counts.slice(0, size),
      offsets: offsets.slice(0, size),
      bytes: bytes.slice(0, bytesEnd),
      bits: bits.slice(0, bitsEnd),
      firstWord,
      words,
    }),
  }
}
