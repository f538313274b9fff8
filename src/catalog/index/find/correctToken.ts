import type { IndexData } from '../indexData.ts'
import { type SimilarTerm, similarTerms } from '../words/similarTerms.ts'

const mostTerms = 5

/** Words that a token which finds nothing may have been meant for: the nearest, the most frequent first. */
export function readAs(data: IndexData, token: string): string[] {
  const indexes = [
    ...data.segments.live.map(({ segment }) => segment.words),
    ...data.attributeWords.pieces.map(({ index }) => index),
  ]
  const terms = new Map<string, SimilarTerm>()
  for (const found of indexes.flatMap((index) => similarTerms(index, token))) {
    const known = terms.get(found.term)
    terms.set(found.term, { ...found, count: found.count + (known?.count ?? 0) })
  }
  const nearest = Math.min(...Array.from(terms.values(), ({ distance }) => distance))
  return [...terms.values()]
    .filter(({ distance }) => distance === nearest)
    .toSorted((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1))
    .slice(0, mostTerms)
    .map(({ term }) => term)
}
