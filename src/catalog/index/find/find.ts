import { findModelKeys } from '../../read/findModelKeys.ts'
import type { SearchWords } from '../../search/parseWords.ts'
import type { EntryFilter } from '../../search/searchQuery.ts'
import { type DocSet, emptySet, fromSorted, intersect, subtract, unite } from '../docSet.ts'
import { cached, type IndexData } from '../indexData.ts'
import type { IndexMatches, IndexQuery } from '../indexView.ts'
import { findKey } from '../segments/modelText.ts'
import { countFacets } from './countFacets.ts'
import { matchAll, matchBeyondMask, matchFilter } from './matchFilter.ts'
import { matchWords, type WordMatches } from './matchWords.ts'
import { rankByRelevance } from './rankByRelevance.ts'
import { type Page, takeByKey, takeTop } from './takeTop.ts'

const facetValues = 20

/** Answers a search; see IndexView. */
export function find(data: IndexData, query: IndexQuery): IndexMatches {
  const exact = query.words.include.length > 0 ? findExact(data, query.text) : []
  const named = [...(query.named ?? []), ...exact]
  // An id or hash that is there is no typo.
  const words = matchWords(data, query.words, { mends: named.length === 0 })
  const models = words.models && unite([words.models, fromSorted(Uint32Array.from(new Set(named)).sort())])
  const all = matchAll(data, query.filter.removed)
  const found = subtract(matchFilter(data, query.filter, models ? intersect(all, models) : all), words.excluded)
  const shown = withinMask(data, found, query.filter.nsfw_mask)
  return {
    ...takePage(data, shown, query, words, exact),
    total: shown.count,
    hidden: found.count - shown.count,
    corrections: words.corrections,
    facets: query.facets && countFacets(data, shown, query.facets, facetValues),
  }
}

/** The set that words and a filter describe; see IndexView. */
export function match(data: IndexData, { words, filter = {} }: { words?: SearchWords; filter?: EntryFilter }): DocSet {
  const all = matchAll(data, filter.removed)
  const { models, excluded } = words ? matchWords(data, words) : { models: undefined, excluded: emptySet() }
  const found = subtract(matchFilter(data, filter, models ? intersect(all, models) : all), excluded)
  return withinMask(data, found, filter.nsfw_mask)
}

function withinMask(data: IndexData, models: DocSet, mask: number | undefined): DocSet {
  return mask === undefined ? models : subtract(models, matchBeyondMask(data, mask))
}

/** The models whose id, slug or address the text is. */
function findExact(data: IndexData, text: string): number[] {
  // No id has white space, and most searches with several words are told apart by this alone.
  if (/\s/.test(text.trim())) return []
  const keys = findModelKeys(text).flatMap(({ source, id }) => findKey(data, source, id) ?? [])
  return [...new Set(keys)]
}

function takePage(data: IndexData, matches: DocSet, query: IndexQuery, words: WordMatches, exact: number[]): Page {
  const { sort, after, limit, text } = query
  if (matches === matchAll(data, false) && !after && sort !== 'relevance' && sort !== 'key') {
    return cached(data, `first ${limit} by ${sort}`, () =>
      takeTop(matches, data.columns.numbers[sort], { after, limit }),
    )
  }
  if (sort === 'key') return takeByKey(matches, { after, limit })
  if (sort !== 'relevance') return takeTop(matches, data.columns.numbers[sort], { after, limit })
  // Without words every model is equally relevant.
  if (!words.models) return takeTop(matches, data.columns.numbers.downloads, { after, limit })
  return rankByRelevance(data, matches, { places: words.places, text, exact, after, limit })
}
