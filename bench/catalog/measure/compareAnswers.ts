import type { CatalogEntry } from '../../../src/catalog/catalog.ts'
import type { SearchPage, SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import type { Entry } from '../../../src/sources/source.ts'
import type { PeerAnswer } from '../peers/peer.ts'
import type { Dictionary } from '../peers/peerRow.ts'
import { countedFacets } from '../peers/peerSql.ts'

interface Comparison {
  compared: number
  equal: number
}

export interface AnswerComparison {
  totals: Comparison
  /** The same of queries without words, which both understand alike. */
  wordless: Comparison
  /** Of queries with words: where ours found more, as it also finds letters inside words and corrects typing errors. */
  more: number
  /** Where it found fewer, which would be wrong. */
  fewer: number
  /** Of the queries with equal totals: facets, value by value. */
  facets: Comparison
  /** Of these, the ones with a sort of their own: the values that the page is sorted by. */
  pages: Comparison
  /** Up to three where ours found more. */
  examples: string[]
  /** What contradicts the above. */
  wrong: string[]
}

/** Holds our answers against a peer's. `entryOf` gives the entry of a peer's key. */
export function compareAnswers(
  queries: readonly SearchQuery[],
  ours: readonly SearchPage[],
  theirs: readonly (PeerAnswer | undefined)[],
  dictionary: Dictionary,
  entryOf: (key: number) => Entry,
): AnswerComparison {
  const none = (): Comparison => ({ compared: 0, equal: 0 })
  const comparison: AnswerComparison = {
    totals: none(),
    wordless: none(),
    more: 0,
    fewer: 0,
    facets: none(),
    pages: none(),
    examples: [],
    wrong: [],
  }
  queries.forEach((query, index) => {
    const [page, answer] = [ours[index], theirs[index]]
    if (!page || !answer) return
    const { facets: _facets, limit: _limit, ...asked } = query
    const difference = `${JSON.stringify(asked)}: ours ${page.total}, theirs ${answer.total}`
    const equal = page.total === answer.total
    count(comparison.totals, equal)
    if (!query.query) count(comparison.wordless, equal)
    if (equal) {
      const facets = countedFacets.filter((field) => !isEqualFacet(field, page, answer, dictionary))
      for (const field of countedFacets) count(comparison.facets, !facets.includes(field))
      if (facets.length > 0) comparison.wrong.push(`${JSON.stringify(asked)}: facets ${facets.join(', ')} differ`)
      if (query.sort === undefined) return
      const pages = isEqualPage(query.sort, page.entries, answer.page.map(entryOf))
      count(comparison.pages, pages)
      if (!pages) comparison.wrong.push(`${JSON.stringify(asked)}: pages differ`)
    } else if (page.total > answer.total && query.query) {
      comparison.more++
      const read = page.corrections.map(({ word, readAs }) => `${word} read as ${readAs.join(', ')}`).join('; ')
      if (comparison.examples.length < 3) comparison.examples.push(`${difference}${read ? ` (${read})` : ''}`)
    } else {
      if (page.total < answer.total) comparison.fewer++
      comparison.wrong.push(difference)
    }
  })
  return comparison
}

function count(comparison: Comparison, equal: boolean): void {
  comparison.compared++
  if (equal) comparison.equal++
}

function isEqualFacet(
  field: (typeof countedFacets)[number],
  page: SearchPage,
  answer: PeerAnswer,
  dictionary: Dictionary,
): boolean {
  const values = page.facets?.find((facet) => facet.field === field)?.values ?? []
  const theirs = answer.facets.get(field) ?? new Map<number, number>()
  // Which of several values with the last count is shown is up to each.
  const least = Math.min(...theirs.values())
  return (
    values.length === theirs.size &&
    values.every(({ value, count }) => count <= least || theirs.get(dictionary.get(field, value) ?? 0) === count)
  )
}

const sortFields = {
  downloads: 'downloads',
  likes: 'likes',
  trending: 'trendingScore',
  created: 'createdAt',
  updated: 'updatedAt',
  parameters: 'parameters',
  bytes: 'storageBytes',
} as const

/** Equal but for the order of models with the same value. */
function isEqualPage(sort: string, ours: readonly CatalogEntry[], theirs: readonly Entry[]): boolean {
  const field = Object.entries(sortFields).find(([name]) => name === sort)?.[1] ?? 'downloads'
  return ours.length === theirs.length && ours.every((entry, place) => entry[field] === theirs[place]?.[field])
}
