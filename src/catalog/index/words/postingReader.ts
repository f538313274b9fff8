import type { WordIndex } from './wordIndex.ts'

/*
 * The postings of one term: the keys that have the word in their name, then those that have it elsewhere.
 *
 *   block  = head [ count of the second list ] list [ list ]
 *   head   = count of the first list << 3 | first is dense << 2 | second is dense << 1 | there is a second
 *   list   = sparse / dense
 *   sparse = the first key, counted from the index's first word of 32; then the gap to each following one
 *   dense  = number of 32-bit words, zeros up to a multiple of four bytes, the bits, from the index's first word on
 *
 * Numbers are 7 bits a byte, the lowest first, the top bit saying that more follow. A list is dense when it has more
 * keys than its bits have words, because words are read many times as fast as gaps.
 */

/** Keys to pass over: bit k of word (k >>> 5) - firstWord. */
export interface DeadKeys {
  readonly bits: Uint32Array
  readonly firstWord: number
}

/** One list, where a {@link PostingReader} stands. */
export interface PostingList {
  count: number
  dense: boolean
}

/** Reads one block after the other: `open` a term, then read or skip `name`, then `more`. Empty lists need neither. */
export class PostingReader {
  readonly name: PostingList = { count: 0, dense: false }
  readonly more: PostingList = { count: 0, dense: false }
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #offsets: Uint32Array
  readonly #firstWord: number
  readonly #dead: DeadKeys | undefined
  #at = 0

  constructor(index: WordIndex, dead?: DeadKeys) {
    this.#bytes = index.postings
    this.#offsets = index.postingOffsets
    this.#firstWord = index.firstWord
    this.#dead = dead
  }

  open(term: number): void {
    this.#at = this.#offsets[term]!
    const head = this.#readNumber()
    this.name.count = head >>> 3
    this.name.dense = (head & 4) !== 0
    this.more.dense = (head & 2) !== 0
    this.more.count = (head & 1) === 0 ? 0 : this.#readNumber()
  }

  /** Writes the keys of the list from `keys[from]` on, where there must be room for all. @returns the end of them */
  readKeys(list: PostingList, keys: Uint32Array, from: number): number {
    const end = list.dense ? this.#readDenseKeys(keys, from) : this.#readSparseKeys(list.count, keys, from)
    return this.#dead === undefined ? end : dropDead(keys, from, end, this.#dead)
  }

  #readDenseKeys(keys: Uint32Array, from: number): number {
    const bits = this.#readBits()
    let to = from
    for (let index = 0; index < bits.length; index++) {
      const base = (index + this.#firstWord) << 5
      for (let word = bits[index]!; word !== 0; word &= word - 1) keys[to++] = base | (31 - Math.clz32(word & -word))
    }
    return to
  }

  #readSparseKeys(count: number, keys: Uint32Array, from: number): number {
    const bytes = this.#bytes
    const end = from + count
    let at = this.#at
    let key = this.#firstWord << 5
    for (let to = from; to < end; to++) {
      let byte = bytes[at++]!
      let gap = byte & 0x7f
      for (let shift = 7; byte > 0x7f; shift += 7) {
        byte = bytes[at++]!
        gap |= (byte & 0x7f) << shift
      }
      key += gap
      keys[to] = key
    }
    this.#at = at
    return end
  }

  skip(list: PostingList): void {
    if (list.dense) this.#readBits()
    else for (let left = list.count; left > 0; this.#at++) if (this.#bytes[this.#at]! < 0x80) left--
  }

  /** Sets the bit of each key of the list: bit k of word k >>> 5. */
  addTo(bits: Uint32Array, list: PostingList): void {
    if (list.dense) this.#addDense(bits)
    else if (this.#dead === undefined) this.#addSparse(bits, list.count)
    else this.#addLiving(bits, list.count, this.#dead)
  }

  #addDense(bits: Uint32Array): void {
    const added = this.#readBits()
    const first = this.#firstWord
    if (this.#dead === undefined) {
      for (let index = 0; index < added.length; index++) bits[first + index]! |= added[index]!
      return
    }
    const shift = first - this.#dead.firstWord
    const dead = this.#dead.bits
    for (let index = 0; index < added.length; index++)
      bits[first + index]! |= added[index]! & ~(dead[index + shift] ?? 0)
  }

  #addSparse(bits: Uint32Array, count: number): void {
    const bytes = this.#bytes
    let at = this.#at
    let key = this.#firstWord << 5
    for (let left = count; left > 0; left--) {
      let byte = bytes[at++]!
      let gap = byte & 0x7f
      for (let shift = 7; byte > 0x7f; shift += 7) {
        byte = bytes[at++]!
        gap |= (byte & 0x7f) << shift
      }
      key += gap
      bits[key >>> 5]! |= 1 << key
    }
    this.#at = at
  }

  #addLiving(bits: Uint32Array, count: number, { bits: dead, firstWord }: DeadKeys): void {
    const bytes = this.#bytes
    let at = this.#at
    let key = this.#firstWord << 5
    for (let left = count; left > 0; left--) {
      let byte = bytes[at++]!
      let gap = byte & 0x7f
      for (let shift = 7; byte > 0x7f; shift += 7) {
        byte = bytes[at++]!
        gap |= (byte & 0x7f) << shift
      }
      key += gap
      bits[key >>> 5]! |= (1 << key) & ~(dead[(key >>> 5) - firstWord] ?? 0)
    }
    this.#at = at
  }

  /** The bits of a dense list, from the index's first word on: the index's own memory. */
  #readBits(): Uint32Array {
    const words = this.#readNumber()
    const start = (this.#at + 3) & ~3
    this.#at = start + 4 * words
    return new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset + start, words)
  }

  #readNumber(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#at++]!
    let value = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = bytes[this.#at++]!
      value |= (byte & 0x7f) << shift
    }
    return value >>> 0
  }
}

/** Moves the living keys of a stretch to its front. @returns the end of them */
function dropDead(keys: Uint32Array, from: number, end: number, { bits, firstWord }: DeadKeys): number {
  let to = from
  for (let index = from; index < end; index++) {
    const key = keys[index]!
    if ((((bits[(key >>> 5) - firstWord] ?? 0) >>> key) & 1) === 0) keys[to++] = key
  }
  return to
}
