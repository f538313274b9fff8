import type { CatalogEntry } from '../catalog.ts'

export const searchSorts = [
  'relevance',
  'trending',
  'rising',
  'downloads',
  'likes',
  'created',
  'updated',
  'parameters',
  'bytes',
] as const
/**
 * From the most to the least; models without the value come last. `trending` is the source's own score, `rising` is ours
 * (see trends/risingScore.ts).
 */
export type SearchSort = (typeof searchSorts)[number]

export const facetFields = [
  'source',
  'task',
  'library',
  'license',
  'license_class',
  'language',
  'format',
  'author',
  'tag',
  'base',
  'dataset',
] as const
export type FacetField = (typeof facetFields)[number]
/** What is counted when a search asks for facets without naming them. */
export const defaultFacets: readonly FacetField[] = facetFields.filter((field) => field !== 'dataset')

/** Filters by value. Each takes many values: any of them, none of those that begin with `!`. */
export const listFields = [
  'source',
  'author',
  'task',
  'library',
  'license',
  'license_class',
  'language',
  'format',
  'tag',
  'dataset',
  'base_model',
] as const
export type ListField = (typeof listFields)[number]

/** Filters by range, written `from..to`, `from..` or `..to`; see search/parseRange.ts. */
export const rangeFields = ['parameters', 'bytes', 'created', 'updated', 'downloads', 'likes'] as const
export type RangeField = (typeof rangeFields)[number]

/** Both ends belong to the range. Times are UTC milliseconds. */
export interface Range {
  from?: number | undefined
  to?: number | undefined
}

/**
 * What entries must be like. Several values of one field mean any of them, except for `tag`, where each must be there;
 * a value that begins with `!` must not be there. Several fields mean all of them. An empty list is no condition.
 * Values are compared without letter case.
 *
 * - `tag`: `text`, or `kind:text` as in `license:mit`, `arxiv:1706.03762`.
 * - `base_model`: a slug or source id of any ancestor, or a base such as `SDXL 1.0`.
 * - `license_class`: permissive, copyleft, non-commercial, custom, unknown.
 */
export interface EntryFilter extends Partial<Record<ListField, readonly string[] | undefined>> {
  gated?: boolean | undefined
  /** Only models that are derived from no other (true), or only those that are (false). */
  original?: boolean | undefined
  /** Only models whose every NSFW bit is in this mask; models without a rating pass. */
  nsfw_mask?: number | undefined
  /** Include models that their source no longer lists. */
  removed?: boolean | undefined
  /** Only models that run in this much memory; see fit/fitFormula.ts. */
  fit?: FitFilter | undefined
  ranges?: Partial<Record<RangeField, Range>> | undefined
}

export interface FitFilter {
  /** Bytes of memory that the model may take. */
  memory: number
  /** Tokens of context. */
  context: number
}

/** A search; the page it asks for is named by `cursor` and `limit`. */
export interface SearchQuery extends EntryFilter {
  /**
   * Words, separated by white space; every word must be found in a model's name, author, tags, base models, trigger
   * words or hashes, whatever the case and accents; see search/parseWords.ts. `-word` leaves out what begins with it.
   * Everything else is taken literally. Empty lists all models.
   */
  query?: string | undefined
  /** One of {@link searchSorts}; default `relevance` with words, `downloads` without. */
  sort?: string | undefined
  /** 1 to 100, default 20. */
  limit?: number | undefined
  /** `nextCursor` of an earlier page of the same query and sort. */
  cursor?: string | undefined
  /** Count values among all matches: these fields, or true for the usual ones. */
  facets?: boolean | readonly FacetField[] | undefined
}

export interface SearchPage {
  entries: CatalogEntry[]
  /** Exact number of matches. */
  total: number
  /** How many more there would be without the query's `nsfw_mask`. */
  hidden: number
  /** Words that were found only by reading them as others, and how they were read; empty when none. */
  corrections: { word: string; readAs: string[] }[]
  /** Undefined after the last page. */
  nextCursor: string | undefined
  /** The 20 most frequent values of each field; undefined unless asked for. */
  facets: Facet[] | undefined
  /** Milliseconds that the search took. */
  tookMs: number
}

export interface Facet {
  field: FacetField
  values: { value: string; count: number }[]
}

export interface Suggestion {
  /** What to search for, or to filter by. */
  kind: 'model' | 'author' | 'task' | 'library' | 'license' | 'language' | 'format' | 'tag' | 'dataset' | 'base'
  /** The model's name, or the value. */
  text: string
  /** Of a model. */
  slug: string | undefined
  /** Of a model: downloads. Of a value: models that have it. */
  count: number
}
