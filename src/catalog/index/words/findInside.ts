import { isExactTrigram, trigramAt } from './buildTrigrams.ts'
import { growWords } from './growing.ts'
import { countTerms, type WordIndex } from './wordIndex.ts'

/**
 * The terms that have these bytes anywhere but at their beginning, ascending. Bytes that begin with a digit are not
 * found within a number: `12b` is in `x12b`, but not in `112b` or `1.12b`.
 * @param bytes at least three
 */
export function findInside(index: WordIndex, bytes: Uint8Array): Uint32Array {
  const candidates = index.trigrams.codes.length === 0 ? scanTerms(index, bytes) : readRarest(index, bytes)
  if (isDigit(bytes[0]!) || bytes.length > 3 || !isExactTrigram(bytes, 0)) {
    let count = 0
    for (let at = 0; at < candidates.length; at++) {
      if (isInside(index, candidates[at]!, bytes)) candidates[count++] = candidates[at]!
    }
    return candidates.subarray(0, count)
  }
  return candidates
}

function isInside({ terms, termOffsets }: WordIndex, term: number, bytes: Uint8Array): boolean {
  const last = termOffsets[term + 1]! - bytes.length
  const startsWithDigit = isDigit(bytes[0]!)
  for (let start = termOffsets[term]! + 1; start <= last; start++) {
    let common = 0
    while (common < bytes.length && terms[start + common] === bytes[common]) common++
    if (common === bytes.length && !(startsWithDigit && isInNumber(terms[start - 1]!))) return true
  }
  return false
}

/** Digits, and the point between them. */
function isInNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2e
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** The terms that have the one of the trigrams which the fewest have. */
function readRarest(index: WordIndex, bytes: Uint8Array): Uint32Array {
  const { offsets, lists } = index.trigrams
  let [from, to] = [0, Number.POSITIVE_INFINITY]
  for (let at = 0; at + 3 <= bytes.length; at++) {
    const list = findTrigram(index, trigramAt(bytes, at))
    if (list === undefined) return new Uint32Array(0)
    if (offsets[list + 1]! - offsets[list]! < to - from) [from, to] = [offsets[list]!, offsets[list + 1]!]
  }
  return readTrigramList(lists, from, to)
}

/** Where a trigram's list is; undefined when no term has it. */
function findTrigram({ trigrams: { codes } }: WordIndex, code: number): number | undefined {
  let low = 0
  let high = codes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (codes[middle]! < code) low = middle + 1
    else high = middle
  }
  return codes[low] === code ? low : undefined
}

function readTrigramList(lists: Uint8Array, from: number, to: number): Uint32Array {
  const terms = new Uint32Array(to - from)
  let count = 0
  // Gaps are counted from the term before the first.
  let term = -1
  for (let at = from; at < to;) {
    let byte = lists[at++]!
    let gap = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = lists[at++]!
      gap |= (byte & 0x7f) << shift
    }
    term += gap
    terms[count++] = term
  }
  return terms.subarray(0, count)
}

/** The terms that have the bytes anywhere, found in the text of all terms. */
function scanTerms(index: WordIndex, bytes: Uint8Array): Uint32Array {
  const text = Buffer.from(index.terms.buffer, index.terms.byteOffset, index.terms.byteLength)
  let found = new Uint32Array(0)
  let count = 0
  let term = 0
  for (let at = text.indexOf(bytes); at >= 0;) {
    term = termAt(index, at, term)
    const end = index.termOffsets[term + 1]!
    if (at + bytes.length > end) {
      // It reaches into the next term.
      at = text.indexOf(bytes, at + 1)
      continue
    }
    found = growWords(found, count + 1)
    found[count++] = term
    at = text.indexOf(bytes, end)
  }
  return found.subarray(0, count)
}

/** The term whose bytes are at `at`, not before `from`. */
function termAt(index: WordIndex, at: number, from: number): number {
  let low = from
  let high = countTerms(index) - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (index.termOffsets[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}
