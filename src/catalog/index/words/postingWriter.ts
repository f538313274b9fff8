import { growBytes } from './growing.ts'

/** Writes the blocks of term after term; postingReader.ts tells their form. */
export class PostingWriter {
  bytes: Uint8Array<ArrayBuffer>
  length = 0
  readonly #firstWord: number

  constructor(firstWord: number, expectedBytes: number) {
    this.#firstWord = firstWord
    this.bytes = new Uint8Array(expectedBytes)
  }

  /** The first `nameCount` and `moreCount` keys of two lists, each ascending. */
  write(name: Uint32Array, nameCount: number, more: Uint32Array, moreCount: number): void {
    const nameDense = this.#isDense(name, nameCount)
    const moreDense = this.#isDense(more, moreCount)
    // A dense list takes at most four bytes a key, a sparse one at most five.
    this.bytes = growBytes(this.bytes, this.length + 32 + 5 * (nameCount + moreCount))
    this.#writeNumber(nameCount * 8 + (nameDense ? 4 : 0) + (moreDense ? 2 : 0) + (moreCount > 0 ? 1 : 0))
    if (moreCount > 0) this.#writeNumber(moreCount)
    this.#writeList(name, nameCount, nameDense)
    this.#writeList(more, moreCount, moreDense)
  }

  #isDense(keys: Uint32Array, count: number): boolean {
    return count > 0 && count > (keys[count - 1]! >>> 5) + 1 - this.#firstWord
  }

  #writeList(keys: Uint32Array, count: number, dense: boolean): void {
    if (dense) {
      this.#writeDense(keys, count)
      return
    }
    const { bytes } = this
    let at = this.length
    let before = this.#firstWord << 5
    for (let index = 0; index < count; index++) {
      let gap = keys[index]! - before
      before += gap
      while (gap > 0x7f) {
        bytes[at++] = (gap & 0x7f) | 0x80
        gap >>>= 7
      }
      bytes[at++] = gap
    }
    this.length = at
  }

  #writeDense(keys: Uint32Array, count: number): void {
    const first = this.#firstWord
    const words = (keys[count - 1]! >>> 5) + 1 - first
    this.#writeNumber(words)
    while (this.length % 4 !== 0) this.bytes[this.length++] = 0
    const bits = new Uint32Array(this.bytes.buffer, this.length, words)
    for (let index = 0; index < count; index++) bits[(keys[index]! >>> 5) - first]! |= 1 << keys[index]!
    this.length += 4 * words
  }

  #writeNumber(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }
}
