import { growWords } from './growing.ts'
import type { PostingList, PostingReader } from './postingReader.ts'

/** Joins posting lists of several indexes into one ascending list of the keys that are kept. */
export class KeyMerger {
  /** The first `count` are the keys. */
  keys: Uint32Array<ArrayBuffer> = new Uint32Array(64)
  count = 0
  readonly #keep: (which: number, key: number) => boolean
  #spare: Uint32Array<ArrayBuffer> = new Uint32Array(64)

  constructor(keep: (which: number, key: number) => boolean) {
    this.#keep = keep
  }

  clear(): void {
    this.count = 0
  }

  /** Adds what is kept of the list where the reader of index `which` stands. */
  add(reader: PostingReader, list: PostingList, which: number): void {
    if (list.count === 0) return
    const start = this.count
    this.keys = growWords(this.keys, start + list.count)
    const { keys } = this
    const end = reader.readKeys(list, keys, start)
    let count = start
    for (let index = start; index < end; index++) {
      if (this.#keep(which, keys[index]!)) keys[count++] = keys[index]!
    }
    this.count = count
    if (start > 0 && count > start && keys[start - 1]! >= keys[start]!) this.#mergeFrom(start)
  }

  /** Merges the keys before `middle` with those from it on; each part is ascending. */
  #mergeFrom(middle: number): void {
    const { keys, count } = this
    this.#spare = growWords(this.#spare, keys.length)
    const merged = this.#spare
    let [first, second, to] = [0, middle, 0]
    while (first < middle && second < count) {
      const [a, b] = [keys[first]!, keys[second]!]
      merged[to++] = a < b ? a : b
      if (a <= b) first++
      if (b <= a) second++
    }
    while (first < middle) merged[to++] = keys[first++]!
    while (second < count) merged[to++] = keys[second++]!
    this.keys = merged
    this.#spare = keys
    this.count = to
  }
}
