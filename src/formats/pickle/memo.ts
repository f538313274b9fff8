import { computed, other, unknown, type Value } from './value.ts'

/** What a pickle has put aside, in bounded memory: whether something is there, and the texts, as far as they fit. */
export interface Memo {
  put(index: number, value: Value): void
  /** The value; undefined when nothing was put there, `unknown` when it was not kept. */
  get(index: number): Value | undefined
  /** At the index that MEMOIZE takes: the number of things in the memo. */
  append(value: Value): void
}

const mostPlaces = 16 * 1024 * 1024
const mostTexts = 200_000
const mostLetters = 8 * 1024 * 1024

export function createMemo(): Memo {
  /** By index: 0 for nothing, else the value's kind + 1. */
  let kinds = new Uint8Array(256)
  const texts = new Map<number, string>()
  let letters = 0
  let count = 0

  function put(index: number, value: Value): void {
    if (index >= mostPlaces) {
      count++
      return
    }
    if (index >= kinds.length) {
      const grown = new Uint8Array(Math.min(mostPlaces, Math.max(kinds.length * 2, index + 1)))
      grown.set(kinds)
      kinds = grown
    }
    if (kinds[index] === 0) count++
    letters -= texts.get(index)?.length ?? 0
    texts.delete(index)
    kinds[index] = 1 + (typeof value === 'string' ? unknown : value)
    if (typeof value === 'string' && texts.size < mostTexts && letters + value.length <= mostLetters) {
      letters += value.length
      texts.set(index, value)
    }
  }

  return {
    put,
    append: (value) => put(count, value),
    get(index) {
      if (index >= mostPlaces) return unknown
      const kind = kinds[index] ?? 0
      return kind === 0 ? undefined : (texts.get(index) ?? values[kind - 1])
    },
  }
}

const values: readonly Value[] = [other, computed, unknown]
