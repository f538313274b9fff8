import { countTerms, type WordIndex } from './wordIndex.ts'

/** Terms from `from` up to, not including, `to`. */
export interface TermRange {
  from: number
  to: number
}

/** The first term that does not come before these bytes. */
export function findTerm(index: WordIndex, bytes: Uint8Array): number {
  let low = 0
  let high = countTerms(index)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareTerm(index, middle, bytes) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The terms that begin with these bytes. */
export function findPrefix(index: WordIndex, prefix: Uint8Array): TermRange {
  return { from: findTerm(index, prefix), to: findTerm(index, following(prefix)) }
}

/** The least bytes after everything that begins with `prefix`. No byte of UTF-8 is 0xff. */
function following(prefix: Uint8Array): Uint8Array {
  const next = Uint8Array.from(prefix)
  next[next.length - 1]!++
  return next
}

export function lengthOfTerm({ termOffsets }: WordIndex, term: number): number {
  return termOffsets[term + 1]! - termOffsets[term]!
}

/** The index's own memory. */
export function bytesOfTerm({ terms, termOffsets }: WordIndex, term: number): Uint8Array {
  return terms.subarray(termOffsets[term], termOffsets[term + 1])
}

export function readTerm(index: WordIndex, term: number): string {
  return new TextDecoder().decode(bytesOfTerm(index, term))
}

/** Whether the term, which need not be there, is these bytes. */
export function isTerm(index: WordIndex, term: number, bytes: Uint8Array): boolean {
  return term < countTerms(index) && compareTerm(index, term, bytes) === 0
}

function compareTerm({ terms, termOffsets }: WordIndex, term: number, bytes: Uint8Array): number {
  const start = termOffsets[term]!
  const length = termOffsets[term + 1]! - start
  const common = Math.min(length, bytes.length)
  for (let index = 0; index < common; index++) {
    const difference = terms[start + index]! - bytes[index]!
    if (difference !== 0) return difference
  }
  return length - bytes.length
}
