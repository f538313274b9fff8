import type { Database } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { readEntries } from '../read/readEntries.ts'
import { checkFacets, checkFilter } from './checkFilter.ts'
import { checkSort } from './checkSort.ts'
import { findByHash } from './findByHash.ts'
import { parseWords } from './parseWords.ts'
import { readSearchCursor, writeSearchCursor } from './searchCursor.ts'
import { defaultFacets, type FacetField, type SearchPage, type SearchQuery } from './searchQuery.ts'

const defaultLimit = 20
const mostLimit = 100

/** Answers one search; see Catalog.search. */
export async function searchEntries(
  parts: { database: Database; index: SearchIndex },
  query: SearchQuery,
): Promise<SearchPage> {
  const started = performance.now()
  const text = query.query ?? ''
  const words = parseWords(text)
  const limit = checkLimit(query.limit)
  const sort = checkSort(query.sort) ?? (words.include.length > 0 ? 'relevance' : 'downloads')
  const filter = checkFilter(query)
  const facets = readFacets(query.facets)
  const scope = { query: text, sort, filter }
  const after = query.cursor ? readSearchCursor(query.cursor, scope) : undefined
  const named = words.hashes.length > 0 ? await findByHash(parts.database, words.hashes) : undefined
  const view = await parts.index.read()
  const matches = view.find({ words, text, filter, named, sort, after, limit, facets })
  return {
    entries: await readEntries({ ...parts, attributes: view }, matches.keys),
    total: matches.total,
    hidden: matches.hidden,
    corrections: matches.corrections,
    nextCursor: matches.next && writeSearchCursor(matches.next, scope),
    facets: matches.facets,
    tookMs: performance.now() - started,
  }
}

function readFacets(facets: SearchQuery['facets']): readonly FacetField[] | undefined {
  if (facets === undefined || facets === false) return undefined
  return facets === true ? defaultFacets : checkFacets(facets)
}

function checkLimit(limit: number | undefined): number {
  if (limit === undefined) return defaultLimit
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostLimit) return limit
  throw new WeighthouseError('INVALID_ARGUMENT', `The limit ${limit} is not a number from 1 to ${mostLimit}.`, {
    hint: 'Take at most 100 entries at once, and the next ones by the cursor.',
  })
}
