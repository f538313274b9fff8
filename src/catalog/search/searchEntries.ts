import type { Database } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { readEntries } from '../read/readEntries.ts'
import { checkFilter } from './checkFilter.ts'
import { parseWords } from './parseWords.ts'
import { readSearchCursor, writeSearchCursor } from './searchCursor.ts'
import type { SearchIndex } from './searchIndex.ts'
import { type SearchPage, type SearchQuery, type SearchSort, searchSorts } from './searchQuery.ts'

const defaultLimit = 20
const mostLimit = 100

/** Answers one search; see Catalog.search. */
export async function searchEntries(
  { database, index }: { database: Database; index: SearchIndex },
  query: SearchQuery,
): Promise<SearchPage> {
  const started = performance.now()
  const text = query.query ?? ''
  const words = parseWords(text)
  const limit = checkLimit(query.limit)
  const sort = checkSort(query.sort) ?? (words.include.length > 0 ? 'relevance' : 'downloads')
  const filter = checkFilter(query)
  const scope = { query: text, sort, filter }
  const after = query.cursor ? readSearchCursor(query.cursor, scope) : undefined
  const facets = query.facets ?? false
  const matches = await index.find({ words, text, filter, sort, after, limit, total: true, facets })
  return {
    entries: await readEntries(database.kysely, matches.keys),
    total: matches.total ?? 0,
    nextCursor: matches.next && writeSearchCursor(matches.next, scope),
    facets: matches.facets,
    tookMs: performance.now() - started,
  }
}

function checkSort(sort: string | undefined): SearchSort | undefined {
  if (!sort) return undefined
  const known = searchSorts.find((name) => name === sort)
  if (known) return known
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(sort)} is not a way to sort.`, {
    hint: `Sort by ${searchSorts.join(', ')}.`,
  })
}

function checkLimit(limit: number | undefined): number {
  if (limit === undefined) return defaultLimit
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostLimit) return limit
  throw new WeighthouseError('INVALID_ARGUMENT', `The limit ${limit} is not a number from 1 to ${mostLimit}.`, {
    hint: 'Take at most 100 entries at once, and the next ones by the cursor.',
  })
}
