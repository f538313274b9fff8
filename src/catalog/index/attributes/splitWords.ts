import type { IndexData } from '../indexData.ts'
import { type LiveSegment, livingOf } from '../segments/createSegments.ts'
import { bytesOfTerm, findTerm, isTerm } from '../words/findTerms.ts'
import type { LiveWords } from '../words/matchToken.ts'
import { countTerms, type WordIndex } from '../words/wordIndex.ts'

/** Of a piece of the words of attributes, which of its words all of these lists have, and which not: bits by term. */
export interface ListedTerms {
  lists: readonly WordIndex[]
  listed: Uint32Array
  others: Uint32Array
}

/** What finds the attributes of words: those of words that have lists, and of all others. */
export interface SplitWords {
  /** The lists themselves. */
  lists: LiveWords[]
  /** Segments that have no lists. */
  unlisted: LiveSegment[]
  listedAttributes: LiveWords[]
  otherAttributes: LiveWords[]
}

/** Tells words that every list has from others, which are found by their attributes. Kept until a piece or list is new. */
export function splitWords(data: IndexData): SplitWords {
  const lists: LiveWords[] = []
  const unlisted: LiveSegment[] = []
  for (const live of data.segments.live) {
    const index = data.frequentWords.get(live.segment)
    if (index) lists.push(livingOf(live, index))
    else unlisted.push(live)
  }
  const indexes = lists.map(({ index }) => index)
  const pieces = data.attributeWords.pieces.map(({ index }) => ({ index, terms: listedTerms(data, index, indexes) }))
  return {
    lists,
    unlisted,
    listedAttributes: pieces.map(({ index, terms }) => ({ index, passed: terms.others })),
    otherAttributes: pieces.map(({ index, terms }) => ({ index, passed: terms.listed })),
  }
}

function listedTerms(data: IndexData, piece: WordIndex, lists: readonly WordIndex[]): ListedTerms {
  const known = data.listedTerms.get(piece)
  if (known && known.lists.length === lists.length && known.lists.every((list, at) => list === lists[at])) return known
  const words = (countTerms(piece) + 31) >>> 5
  const listed = new Uint32Array(words).fill(lists.length === 0 ? 0 : 0xffff_ffff)
  for (const list of lists) {
    const own = findCommon(piece, list)
    for (let word = 0; word < words; word++) listed[word]! &= own[word]!
  }
  const terms = { lists, listed, others: listed.map((word) => ~word) }
  data.listedTerms.set(piece, terms)
  return terms
}

/** Bits of the terms of `piece` that `list` has too. */
function findCommon(piece: WordIndex, list: WordIndex): Uint32Array {
  const [few, many] = countTerms(piece) < countTerms(list) ? [piece, list] : [list, piece]
  const common = new Uint32Array((countTerms(piece) + 31) >>> 5)
  for (let term = 0; term < countTerms(few); term++) {
    const bytes = bytesOfTerm(few, term)
    const other = findTerm(many, bytes)
    if (!isTerm(many, other, bytes)) continue
    const own = few === piece ? term : other
    common[own >>> 5]! |= 1 << own
  }
  return common
}
