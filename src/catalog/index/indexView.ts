import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { SearchWords } from '../search/parseWords.ts'
import type { EntryFilter, Facet, FacetField, SearchSort, Suggestion } from '../search/searchQuery.ts'
import type { DocSet } from './docSet.ts'
import type { Attribute, AttributeKind, NumberColumn, RelationKind } from './indexedModel.ts'

export interface IndexQuery {
  words: SearchWords
  /** The text as typed: a model whose id it is comes first in `relevance`, then those whose name it is. */
  text: string
  filter: EntryFilter
  /** Keys that the text names by hash; they match besides what the words find. */
  named?: readonly number[] | undefined
  /** `key` is the order of writing. */
  sort: SearchSort | 'key'
  /** Only matches that follow this position, which an earlier `find` with the same sort gave. */
  after?: IndexPosition | undefined
  limit: number
  facets?: readonly FacetField[] | undefined
}

/** Where a match stands in an order: the value that it was sorted by, and its key. Survives JSON. */
export interface IndexPosition {
  /** Null when the model lacks the value. For `relevance`, its tier and score. */
  value: number | null | [tier: number, score: number]
  key: number
}

export interface IndexMatches {
  /** In order. */
  keys: number[]
  /** Position of the last of `keys` when more follow it. */
  next: IndexPosition | undefined
  total: number
  /** Matches that only the NSFW mask leaves out. */
  hidden: number
  corrections: { word: string; readAs: string[] }[]
  facets: Facet[] | undefined
}

/** An edge from a derivative to its parent. */
interface Edge {
  relation: RelationKind
  declared: boolean
}

export interface Relative extends Edge {
  /** Undefined when the catalog has no such model. */
  key: number | undefined
  /** The id as the derivative's source writes it; to be read while the view is good. */
  readonly id: string
  /** Fewest steps from the model that was asked for; 1 is a parent or child. */
  depth: number
}

/** A relative that stays good when the view is not any more. */
export function keepRelative({ key, id, relation, declared, depth }: Relative): Relative {
  return { key, id, relation, declared, depth }
}

/**
 * The catalog in memory at one moment: words, attributes and numbers of every model. All methods are synchronous and
 * take milliseconds at millions of models. A view is good until the next `await`: use it at once, do not keep it.
 */
export interface IndexView {
  /** Number of models, removed ones included. */
  readonly size: number
  /** One more than the highest key: the length of columns. */
  readonly capacity: number
  /** Differs after every change that the view takes in: what was computed at one version is good while it stands. */
  readonly version: number
  find(query: IndexQuery): IndexMatches
  /** The set that a filter and words describe, removed models left out unless the filter asks for them. */
  match(query: { words?: SearchWords; filter?: EntryFilter }): DocSet
  countFacets(matches: DocSet, fields: readonly FacetField[], mostValues: number): Facet[]
  /** For the search box, as text is typed: at most `limit`, the likeliest first. */
  suggest(text: string, limit: number): Suggestion[]

  /** By key; NaN where unknown. Longer than `capacity` is allowed; read nothing beyond. */
  column(name: NumberColumn): Float64Array | Float32Array | Uint32Array
  sourceOf(key: number): SourceName
  /** The model of a source with this id; one that differs in letter case only if none is exactly it. */
  keyOf(source: SourceName, id: string): number | undefined
  isListed(key: number): boolean
  /** Source id as written. */
  idOf(key: number): string
  nameOf(key: number): string
  attributesOf(key: number): readonly number[]
  /** The only value of a single-valued kind, as attribute key; 0 means none. Keys of attributes begin at 1. */
  single(kind: 'author' | 'task' | 'library' | 'license'): Uint32Array
  attribute(attributeKey: number): Attribute
  /** Keys of all attributes of a kind, in the order of coming; none is ever taken away. */
  attributesOfKind(kind: AttributeKind): Uint32Array
  /** One more than the highest key of an attribute that the view has. */
  readonly attributeCapacity: number
  /** The attribute keys of this value in any letter case. */
  findAttributes(kind: AttributeKind, value: string): readonly number[]
  modelsWith(attributeKey: number): DocSet

  /** All ancestors, each once at its shortest distance, nearest first. Cycles end where they meet a model again. */
  ancestors(key: number, depth?: number): Relative[]
  descendants(key: number, depth?: number): Relative[]
  /** Direct parents of a model, and direct derivatives. */
  parentsOf(key: number): Relative[]
  childrenOf(key: number): Relative[]
  /** Keys of the direct derivatives, each once, itself left out; for walks over all models. */
  childKeysOf(key: number): readonly number[]
  /** Keys of every model that is derived, over any number of steps, from a model or base id; for filters. */
  descendantsOf(base: { source?: SourceName; id: string }): DocSet
}

/**
 * The index of a database's catalog.
 *
 * - What was committed, by this process or another, is in the next `read`; what was rolled back never is.
 * - It can be lost at any time: it is made again from the database. A checkpoint only makes the next start fast.
 */
export interface SearchIndex {
  /** Brings the view up to what the database has committed; cheap when nothing was. */
  read(): Promise<IndexView>
  /** Writes what is not yet kept to the database, in small steps. Called after a sync and on close. */
  checkpoint(): Promise<void>
  /** When the newest change that the view has was written; undefined for an empty catalog. */
  changedAt(): UtcMilliseconds | undefined
  close(): Promise<void>
}
