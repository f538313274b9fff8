import type { Statements } from '../../database/database.ts'
import type { SearchWords } from './parseWords.ts'
import type { EntryFilter, Facet, SearchSort } from './searchQuery.ts'

/** The words of a model by which it is found, by the field that they come from. */
export interface IndexedText {
  name: string
  author: string
  tags: string
  /** Base models, trigger words, ids that the name does not show. */
  more: string
}

export interface IndexQuery {
  words: SearchWords
  /** The text as typed: a model whose id it is comes first in `relevance`, then those whose name it is. */
  text: string
  filter: EntryFilter
  /** `key` is the order of writing. */
  sort: SearchSort | 'key'
  /** Only matches that follow this position, which an earlier `find` with the same sort gave. */
  after?: IndexPosition | undefined
  limit: number
  /** Count all matches. */
  total?: boolean | undefined
  facets?: boolean | undefined
}

/** Where a match stands in an order: the value that it was sorted by, and its key. Survives JSON. */
export interface IndexPosition {
  /** Null when the model lacks the value. For `relevance`, its tier and score. */
  value: string | number | null | [tier: number, score: number]
  key: number
}

export interface IndexMatches {
  /** Keys of `models`, in order. */
  keys: number[]
  /** Position of the last of `keys` when more follow it. */
  next: IndexPosition | undefined
  /** Undefined unless asked for. */
  total: number | undefined
  facets: Facet[] | undefined
}

/**
 * Finds models by their words and columns.
 *
 * - `put` and `remove` run inside the caller's write transaction and share its fate: what was rolled back is not found,
 *   what was committed is found by the next `find`, in this process and in others, also after a crash.
 * - `put` of a key that is there replaces it. `remove` of a key that is not there does nothing.
 * - Filters, sorts and facets are of the columns and tags that the database holds at the time of `find`; the caller
 *   calls `put` only when words change. A key whose model is gone from the database is not found.
 * - One `find` sees one state of the database: keys, total and facets agree.
 * - Every sort is a total order (ties by key), so pages neither overlap nor leave gaps while nothing is written; while
 *   something is, a model that moves across the position may be seen twice or not at all, others are not touched.
 * - Any words are literal. `find` fails for filters that cannot be (INVALID_ARGUMENT), never for words.
 */
export interface SearchIndex {
  put(statements: Statements, key: number, text: IndexedText): void
  remove(statements: Statements, key: number): void
  find(query: IndexQuery): Promise<IndexMatches>
}
