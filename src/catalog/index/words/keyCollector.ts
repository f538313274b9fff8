import { type DocSet, emptySet, fromBits, fromSorted } from '../docSet.ts'
import { takeBits } from '../lendBits.ts'
import { growWords } from './growing.ts'
import type { PostingList, PostingReader } from './postingReader.ts'

/** Unites posting lists: as a list of keys while they are few, then as a bit set. */
export class KeyCollector {
  readonly #words: number
  #keys = new Uint32Array(0)
  #count = 0
  #bits: Uint32Array | undefined

  constructor(capacity: number) {
    this.#words = (capacity + 31) >>> 5
  }

  /** Adds the list where the reader stands. */
  add(reader: PostingReader, list: PostingList): void {
    if (list.count === 0) return
    if (this.#bits === undefined) {
      // Sorting more keys than this takes longer than reading the bits of all.
      if (!list.dense && this.#count + list.count <= this.#words >>> 5) {
        this.#keys = growWords(this.#keys, this.#count + list.count)
        this.#count = reader.readKeys(list, this.#keys, this.#count)
        return
      }
      this.#bits = takeBits(this.#words)
      for (let index = 0; index < this.#count; index++) {
        this.#bits[this.#keys[index]! >>> 5]! |= 1 << this.#keys[index]!
      }
    }
    reader.addTo(this.#bits, list)
  }

  finish(): DocSet {
    if (this.#bits !== undefined) return fromBits(this.#bits)
    return this.#count === 0 ? emptySet() : fromSorted(sortOnce(this.#keys.slice(0, this.#count)))
  }
}

/** Sorts keys and drops repetitions, in place where there is nothing to do. */
export function sortOnce(keys: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  let ascending = 1
  while (ascending < keys.length && keys[ascending - 1]! < keys[ascending]!) ascending++
  if (ascending >= keys.length) return keys
  keys.sort()
  let count = 1
  for (let index = 1; index < keys.length; index++) {
    if (keys[index] !== keys[count - 1]) keys[count++] = keys[index]!
  }
  return keys.slice(0, count)
}
