import type { CatalogEntry } from '../catalog.ts'

export const searchSorts = [
  'relevance',
  'trending',
  'downloads',
  'likes',
  'created',
  'updated',
  'parameters',
  'bytes',
  'name',
] as const
/** `name` goes from A to Z, everything else from the most to the least; models without the value come last. */
export type SearchSort = (typeof searchSorts)[number]

export const facetFields = ['source', 'task', 'library', 'license', 'language', 'format', 'author', 'tag'] as const
export type FacetField = (typeof facetFields)[number]

export const rangeFields = ['parameters', 'bytes', 'created', 'updated', 'downloads', 'likes'] as const
export type RangeField = (typeof rangeFields)[number]

/** Both ends belong to the range. Times are UTC milliseconds. */
interface Range {
  from?: number | undefined
  to?: number | undefined
}

/**
 * What entries must be like. Several values of one field mean any of them, except for `tag`, where each must be there;
 * several fields mean all of them. An empty list is no condition.
 */
export interface EntryFilter {
  source?: readonly string[] | undefined
  /** In any letter case. */
  author?: readonly string[] | undefined
  task?: readonly string[] | undefined
  library?: readonly string[] | undefined
  license?: readonly string[] | undefined
  language?: readonly string[] | undefined
  /** `text`, or `kind:text` as in `license:mit`. */
  tag?: readonly string[] | undefined
  /** Slugs or source ids of a direct parent, in any letter case. */
  baseModel?: readonly string[] | undefined
  format?: readonly string[] | undefined
  gated?: boolean | undefined
  /** Only models whose every NSFW bit is in this mask; models without a rating pass. */
  nsfwMask?: number | undefined
  /** Include models that their source no longer lists. */
  removed?: boolean | undefined
  ranges?: Partial<Record<RangeField, Range>> | undefined
}

/** A search; the page it asks for is named by `cursor` and `limit`. */
export interface SearchQuery extends EntryFilter {
  /**
   * Words, separated by white space; a model is found when every word begins a word of its name, author, tags, base
   * models or trigger words, whatever the case and accents. A word such as `Qwen2.5-7B` matches its pieces in that order
   * next to each other; `owner/name` and `owner--name` match as two words. `-word` leaves out what `word` would find.
   * Everything else is taken literally. Empty lists all models.
   */
  query?: string | undefined
  /** One of {@link searchSorts}; default `relevance` with words, `downloads` without. */
  sort?: string | undefined
  /** 1 to 100, default 20. */
  limit?: number | undefined
  /** `nextCursor` of an earlier page of the same query and sort. */
  cursor?: string | undefined
  /** Count values among all matches. */
  facets?: boolean | undefined
}

export interface SearchPage {
  entries: CatalogEntry[]
  /** Exact number of matches. */
  total: number
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
