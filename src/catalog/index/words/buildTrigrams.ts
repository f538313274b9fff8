import { Pace } from './pace.ts'
import type { TrigramIndex, WordIndex } from './wordIndex.ts'

/*
 * Which terms have three neighbouring bytes: a quarter of the work of a full text, because a term stands for all the
 * names that have it. Bytes fall into 64 classes: letters, digits and "." have one each, the bytes of other scripts
 * share the rest, so a list may name terms that have other bytes; whoever reads it looks at the term.
 */

/** With fewer terms, looking at each is as fast. */
export const fewTerms = 8192

const classCount = 64
const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x61
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 26
  return byte === 0x2e ? 36 : 37 + (byte % 27)
})

/** Whether a list of this code names only terms that have just these bytes. */
export function isExactTrigram(bytes: Uint8Array, at: number): boolean {
  return classes[bytes[at]!]! < 37 && classes[bytes[at + 1]!]! < 37 && classes[bytes[at + 2]!]! < 37
}

export function trigramAt(bytes: Uint8Array, at: number): number {
  return (classes[bytes[at]!]! << 12) | (classes[bytes[at + 1]!]! << 6) | classes[bytes[at + 2]!]!
}

type IndexedTerms = Pick<WordIndex, 'terms' | 'termOffsets'>

const noTrigrams: TrigramIndex = {
  codes: new Uint32Array(0),
  offsets: new Uint32Array(1),
  lists: new Uint8Array(0),
}

/** Yields after every few milliseconds of work. */
export function* buildTrigrams(index: IndexedTerms): Generator<void, TrigramIndex> {
  if (index.termOffsets.length - 1 < fewTerms) return noTrigrams
  // Twice over the terms: to measure each list, then to write it in its place.
  const ends = new Uint32Array(classCount ** 3)
  yield* eachTrigram(index, (code, gap) => {
    ends[code]! += gap < 0x80 ? 1 : gap < 0x4000 ? 2 : gap < 0x20_0000 ? 3 : gap < 0x1000_0000 ? 4 : 5
  })
  let used = 0
  let total = 0
  for (let code = 0; code < ends.length; code++) {
    if (ends[code] === 0) continue
    used++
    total += ends[code]!
    ends[code] = total - ends[code]!
  }
  const lists = new Uint8Array(total)
  yield* eachTrigram(index, (code, gap) => {
    let at = ends[code]!
    let rest = gap
    while (rest > 0x7f) {
      lists[at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    lists[at++] = rest
    ends[code] = at
  })
  const codes = new Uint32Array(used)
  const offsets = new Uint32Array(used + 1)
  let count = 0
  for (let code = 0; code < ends.length; code++) {
    if (ends[code] === 0) continue
    codes[count++] = code
    offsets[count] = ends[code]!
  }
  return { codes, offsets, lists }
}

/** Visits each trigram of each term once, with how far the term is from the last one that had it (term + 1 at first). */
function* eachTrigram(
  { terms, termOffsets }: IndexedTerms,
  visit: (code: number, gap: number) => void,
): Generator<void, void> {
  const seen = new Uint32Array(classCount ** 3)
  const pace = new Pace()
  for (let term = 0; term < termOffsets.length - 1; term++) {
    const start = termOffsets[term]!
    const last = termOffsets[term + 1]! - 2
    for (let at = start; at < last; at++) {
      const code = trigramAt(terms, at)
      const gap = term + 1 - seen[code]!
      if (gap === 0) continue
      seen[code] = term + 1
      visit(code, gap)
    }
    if (pace.isOver(last - start)) {
      yield
      pace.start()
    }
  }
}
