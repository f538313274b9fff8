import { findModelKeys } from '../../read/findModelKeys.ts'
import type { SearchWords } from '../../search/parseWords.ts'
import type { EntryFilter } from '../../search/searchQuery.ts'
import { type DocSet, emptySet, fromSorted, intersect, subtract, unite } from '../docSet.ts'
import { cached, type IndexData } from '../indexData.ts'
import type { IndexMatches, IndexQuery } from '../indexView.ts'
import { findKey } from '../segments/modelText.ts'
import { countFacets } from './countFacets.ts'
import { highestKeys } from './highestKeys.ts'
import { matchAll, matchBeyondMask, matchLists } from './matchFilter.ts'
import { matchNumbers } from './matchNumbers.ts'
import { matchWords, type WordMatches } from './matchWords.ts'
import { rankByRelevance } from './rankByRelevance.ts'
import { type Page, takeByKey, takeTop } from './takeTop.ts'

const facetValues = 20

/** Answers a search; see IndexView. */
export function find(data: IndexData, query: IndexQuery): IndexMatches {
  const exact = query.words.include.length > 0 ? findExact(data, query.text) : []
  const named = [...(query.named ?? []), ...exact]
  const all = matchAll(data, query.filter.removed)
  const listed = matchLists(data, query.filter, all)
  // An id or hash that is there is no typo.
  const words = matchWords(data, query.words, {
    mends: named.length === 0,
    within: listed === all ? undefined : listed,
  })
  const models = words.models && unite([words.models, fromSorted(Uint32Array.from(new Set(named)).sort())])
  // Numbers are looked at last, when few are left.
  const found = matchNumbers(data, query.filter, subtract(models ? intersect(listed, models) : listed, words.excluded))
  const shown = withinMask(data, found, query.filter.nsfw_mask)
  return {
    ...takePage(data, shown, query, words, { exact, named }),
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
  const listed = matchLists(data, filter, models ? intersect(all, models) : all)
  const found = matchNumbers(data, filter, subtract(listed, excluded))
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

function takePage(
  data: IndexData,
  matches: DocSet,
  query: IndexQuery,
  words: WordMatches,
  found: { exact: readonly number[]; named: readonly number[] },
): Page {
  const { sort, after, limit, text } = query
  if (matches === matchAll(data, false) && !after && sort !== 'relevance' && sort !== 'key') {
    return cached(data, `first ${limit} by ${sort}`, () =>
      takeTop(matches, data.columns.numbers[sort], { after, limit, highest: highestKeys(data, sort, matches) }),
    )
  }
  if (sort === 'key') return takeByKey(matches, { after, limit })
  // Without words every model is equally relevant.
  const column = sort === 'relevance' && !words.models ? 'downloads' : sort
  if (column !== 'relevance') {
    const highest = highestKeys(data, column, matches)
    return takeTop(matches, data.columns.numbers[column], { after, limit, highest })
  }
  return rankByRelevance(data, matches, { places: words.places, text, ...found, after, limit })
}
