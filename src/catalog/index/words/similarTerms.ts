import { findPrefix, readTerm, type TermRange } from './findTerms.ts'
import { PostingReader } from './postingReader.ts'
import { countTerms, type WordIndex } from './wordIndex.ts'

export interface SimilarTerm {
  term: string
  /** How many edits it is away. */
  distance: number
  /** How many keys have it, those that no longer stand included. */
  count: number
}

const mostTerms = 5
/** No word is longer, and the table of distances stays small. */
const longestToken = 64
/** A look at a term takes some 0.3 microseconds; a word of usual length wants some thousands. */
const mostLooks = 60_000

/**
 * Words that a token may have been meant for: those one edit away; if there are none, and it has at least 8 characters,
 * those two edits away that begin with its first or second byte. An edit inserts, removes or replaces a byte, or swaps
 * two neighbours (letters beyond ASCII have two to four bytes). At most five, the most frequent first.
 *
 * For tokens that find nothing: takes a millisecond or two.
 */
export function similarTerms(index: WordIndex, token: string): SimilarTerm[] {
  if (token.length < 4 || token.length > longestToken) return []
  const bytes = new TextEncoder().encode(token)
  const one = findNear(index, bytes, 1, { from: 0, to: countTerms(index) })
  if (one.length > 0) return mostFrequent(index, one, 1)
  if (token.length < 8) return []
  // Two slips of which one is at the very beginning are rare, and would have to be looked for everywhere.
  const beginnings = new Set(bytes.subarray(0, 2))
  const two = Array.from(beginnings, (byte) => findNear(index, bytes, 2, findPrefix(index, Uint8Array.of(byte))))
  return mostFrequent(index, two.flat(), 2)
}

function mostFrequent(index: WordIndex, terms: readonly number[], distance: number): SimilarTerm[] {
  const reader = new PostingReader(index)
  return terms
    .map((term) => {
      reader.open(term)
      return { term, count: reader.name.count + reader.more.count }
    })
    .toSorted((a, b) => b.count - a.count || a.term - b.term)
    .slice(0, mostTerms)
    .map(({ term, count }) => ({ term: readTerm(index, term), distance, count }))
}

/**
 * The terms of a range that are at most `limit` edits from the token, itself left out.
 *
 * Terms are in order, so that each shares its beginning with the one before: the table of distances is kept up to there,
 * a row for each byte. Once a whole row is beyond the limit, all terms with that beginning are skipped.
 */
function findNear(index: WordIndex, token: Uint8Array, limit: number, { from, to }: TermRange): number[] {
  const { terms, termOffsets } = index
  const width = token.length + 1
  const rows = new Uint8Array(width * (token.length + limit + 2))
  for (let column = 0; column < width; column++) rows[column] = column
  const found: number[] = []
  let depth = 0
  let term = from
  for (let looks = 0; term < to && looks < mostLooks; looks++) {
    const start = termOffsets[term]!
    const length = termOffsets[term + 1]! - start
    let isDead = false
    while (depth < length && !isDead) isDead = fillRow(rows, ++depth, terms, start, token) > limit
    const distance = isDead ? 0 : rows[depth * width + token.length]!
    if (distance > 0 && distance <= limit) found.push(term)
    const next = isDead ? skipPrefix(index, term, depth) : term + 1
    if (next < to) depth = Math.min(depth, commonLength(index, term, next))
    term = next
  }
  return found
}

/** Fills the row of the term's byte `depth`. @returns the least distance in it */
function fillRow(rows: Uint8Array, depth: number, terms: Uint8Array, start: number, token: Uint8Array): number {
  const width = token.length + 1
  const row = depth * width
  const above = row - width
  const byte = terms[start + depth - 1]!
  rows[row] = depth
  let least = depth
  for (let column = 1; column < width; column++) {
    const same = token[column - 1] === byte
    let distance = Math.min(
      rows[above + column]! + 1,
      rows[row + column - 1]! + 1,
      rows[above + column - 1]! + (same ? 0 : 1),
    )
    if (depth > 1 && column > 1 && token[column - 2] === byte && token[column - 1] === terms[start + depth - 2]) {
      distance = Math.min(distance, rows[above - width + column - 2]! + 1)
    }
    rows[row + column] = distance
    if (distance < least) least = distance
  }
  return least
}

/** The first term after `term` that does not share its first `length` bytes: doubling steps, then halving ones. */
function skipPrefix(index: WordIndex, term: number, length: number): number {
  const count = countTerms(index)
  let step = 1
  let low = term
  while (low + step < count && commonLength(index, term, low + step) >= length) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, count)
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (commonLength(index, term, middle) >= length) low = middle
    else high = middle
  }
  return high
}

function commonLength({ terms, termOffsets }: WordIndex, a: number, b: number): number {
  const [startOfA, startOfB] = [termOffsets[a]!, termOffsets[b]!]
  const length = Math.min(termOffsets[a + 1]! - startOfA, termOffsets[b + 1]! - startOfB)
  let common = 0
  while (common < length && terms[startOfA + common] === terms[startOfB + common]) common++
  return common
}
