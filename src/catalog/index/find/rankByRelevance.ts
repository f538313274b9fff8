import { type DocSet, fromSorted, has, intersect, subtract, unite } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import type { IndexPosition } from '../indexView.ts'
import { createScorer } from './createScorer.ts'
import type { TokenPlaces } from './matchWords.ts'
import { offerLikely } from './offerLikely.ts'
import { type Page, toPage } from './takeTop.ts'
import { isBefore, TopKeys } from './topKeys.ts'

interface RelevanceQuery {
  /** Tokens of the words to include, by where each is found. */
  places: readonly TokenPlaces[]
  text: string
  /** Models whose id the text is: the first tier. */
  exact: readonly number[]
  /** Models that were found by id or hash, whatever words they have. */
  named: readonly number[]
  after: IndexPosition | undefined
  limit: number
}

/**
 * The most relevant matches that follow a position: the first tier before all others, then by score (createScorer.ts),
 * then by key, all downwards.
 */
export function rankByRelevance(data: IndexData, matches: DocSet, query: RelevanceQuery): Page {
  const { exact, named, places, limit, after } = query
  const [afterTier, afterScore] = Array.isArray(after?.value) ? after.value : [Number.POSITIVE_INFINITY, 0]
  const scorer = createScorer(data, query)
  const found: { value: [number, number]; key: number }[] = []
  for (const tier of [1, 0]) {
    const wanted = limit + 1 - found.length
    if (tier > afterTier || wanted === 0) continue
    const top = new TopKeys(wanted)
    const offer = (key: number, isLesser: boolean) => {
      const score = scorer.score(key, top.worst, isLesser)
      if (tier === afterTier && after && !isBefore(afterScore, after.key, score, key)) return
      top.offer(score, key)
    }
    if (tier === 1) for (const key of exact) if (has(matches, key)) offer(key, false)
    if (tier === 0) {
      const offerOther = (isLesser: boolean) => (key: number) => {
        if (exact.length === 0 || !exact.includes(key)) offer(key, isLesser)
      }
      const best = unite([places.map(({ whole }) => whole).reduce(intersect, matches), takeNamed(matches, named)])
      offerLikely(data, best, { limit: scorer.limit, top, offer: offerOther(false) })
      offerLikely(data, subtract(matches, best), { limit: scorer.lesserLimit, top, offer: offerOther(true) })
    }
    for (const { value, key } of top.list()) found.push({ value: [tier, value], key })
  }
  return toPage(found, limit)
}

function takeNamed(matches: DocSet, named: readonly number[]): DocSet {
  return fromSorted(Uint32Array.from(new Set(named.filter((key) => has(matches, key)))).sort())
}
