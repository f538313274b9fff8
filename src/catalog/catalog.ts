import type { Writable } from 'node:stream'

import type { Transaction } from 'kysely'

import type { Tables } from '../database/schema.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { SourceName } from '../ids/slug.ts'
import type { BaseModel, Entry, TagKind } from '../sources/source.ts'
import type { DerivativesOptions, DerivativesPage } from './ancestry/listDerivatives.ts'
import type { ExportOptions } from './bundle/exportCatalog.ts'
import type { ImportOptions } from './bundle/importCatalog.ts'
import type { ImportCounts } from './bundle/importProgress.ts'
import type { LicenseClass } from './license/licenseClass.ts'
import type { EntryFilter, Facet, SearchPage, SearchQuery, Suggestion } from './search/searchQuery.ts'
import type { SyncTimes } from './statistics/readSyncTimes.ts'
import type { PageWriter } from './sync/syncPages.ts'
import type { PreparedBatch, PreparedRecord } from './write/preparedRecord.ts'

/**
 * What the sources publish, kept: entries, records, tags, relations, and their search.
 *
 * - Reading never waits for the network and never changes anything.
 * - Models that their source no longer lists stay, with `removedAt`; search leaves them out unless asked, while ancestry
 *   and detail show them, because a lineage may pass through them.
 * - Writing the same record twice changes nothing. A write is one transaction: a process that dies leaves all of it or
 *   nothing.
 * - Sources own the truth: everything here can be made again by a sync.
 *
 * A model is asked for by slug, by the source's id, as `source:id` or by the address of its page; letter case does not
 * matter, and an exact match wins over one that differs in case.
 */
export interface Catalog {
  /**
   * Finds entries by words, filters and sort; see {@link SearchQuery}. Any text is a literal search.
   * @throws WeighthouseError INVALID_ARGUMENT for a query beyond its limits, an unknown sort or field, or a cursor
   *   that belongs to another query
   */
  search(query: SearchQuery): Promise<SearchPage>

  /** What the search box offers while someone types; at most 20, default 8. */
  suggest(text: string, limit?: number): Promise<Suggestion[]>

  /**
   * @throws WeighthouseError MODEL_NOT_FOUND, its hint naming up to three similar models (`details.similar`);
   *   INVALID_ARGUMENT when the text cannot name a model
   */
  getEntry(slugOrId: string): Promise<CatalogEntry>

  /** Everything known of one model. @throws WeighthouseError as getEntry */
  getModel(slugOrId: string): Promise<CatalogModel>

  /**
   * All ancestors and descendants, transitively, each once, at its shortest distance; by depth, then most downloaded
   * first. Cycles and self-loops end where they meet a model again, and are named; the model itself is in neither list.
   * A parent that the catalog does not have is listed without entry.
   * @throws WeighthouseError as getEntry
   */
  getAncestry(slugOrId: string, options?: AncestryOptions): Promise<Ancestry>

  /**
   * The shortest way from one model to another along relations, in either direction, both ends included; empty when
   * they are not related. @throws WeighthouseError as getEntry
   */
  findPath(from: string, to: string): Promise<PathStep[]>

  /**
   * Everything that descends from a model, over any number of steps, the newest first.
   * @throws WeighthouseError as getEntry; INVALID_ARGUMENT for a limit out of bounds, or a cursor of another list
   */
  listDerivatives(slugOrId: string, options?: DerivativesOptions): Promise<DerivativesPage>

  /** Two to six models side by side. @throws WeighthouseError as getEntry; INVALID_ARGUMENT for another number */
  compare(slugsOrIds: readonly string[]): Promise<Comparison>

  /** Models like this one, each with its reasons, the most alike first. @throws WeighthouseError as getEntry */
  findSimilar(slugOrId: string, limit?: number): Promise<SimilarModel[]>

  getStatistics(): Promise<CatalogStatistics>

  /**
   * What one author published, one for each source that has models of this name, in any letter case; empty for none.
   */
  getAuthor(author: string): Promise<AuthorStatistics[]>

  /** When the newest change was written; undefined for an empty catalog. What was read before it is out of date. */
  changedAt(): Promise<UtcMilliseconds | undefined>

  /** When each source was last read; sources that never were are left out. */
  getSyncTimes(): Promise<SyncTimes[]>

  /** Streams entries in pages; memory stays bounded however many there are. */
  iterateEntries(options?: IterateOptions): AsyncGenerator<IteratedEntry, void, undefined>

  countEntries(filter?: EntryFilter): Promise<number>

  /**
   * Writes records of one source in one transaction. A record whose content is already known costs a look-up only;
   * a model that had been marked as removed is listed again.
   */
  writeRecords(source: SourceName, batch: readonly unknown[]): Promise<WriteCounts>

  /**
   * Runs `work` in one write transaction, for callers that must commit more than records together (a page of a sync and
   * its cursor). `work` awaits nothing but the transaction's own queries and the writer.
   */
  write<T>(work: (writer: RecordWriter, transaction: Transaction<Tables>) => Promise<T>): Promise<T>

  /** Makes records ready to be written, many of them on another thread, so that the caller stays responsive. */
  prepare(source: SourceName, records: readonly unknown[]): Promise<PreparedBatch>

  /**
   * Writes the pages of a sync beside the searches, in a thread of its own; undefined where the catalog cannot have one, or not now.
   * What it has written is searchable within a second or so, and all of it once it is closed.
   */
  openPageWriter(): Promise<PageWriter | undefined>

  /**
   * Deletes every model and sync run of a source, as when the sample catalog is left. In several transactions; killed in
   * between, a second call finishes.
   * @returns how many models were deleted
   */
  forgetAll(source: SourceName): Promise<number>

  /**
   * Prepares all models again from the records that are here, when their columns follow older rules, as after an update
   * of the program. In small steps; ended early, the next call goes on.
   * @returns how many were prepared; 0 when there was nothing to do
   */
  deriveAgain(options?: { signal?: AbortSignal | undefined }): Promise<number>

  /** Writes the whole catalog as one file, and ends the stream; see bundle/exportCatalog.ts. */
  exportBundle(out: Writable, options?: ExportOptions): Promise<{ models: number }>

  /** Writes what such a file holds into this catalog; see bundle/importCatalog.ts. @throws WeighthouseError as there */
  importBundle(path: string, options?: ImportOptions): Promise<ImportCounts>

  /** Ends background work. */
  close(): Promise<void>
}

export interface RecordWriter {
  /** Writes records of any source, each as far as it differs from what is there; one result for each, in order. */
  writePrepared(records: readonly PreparedRecord[]): Promise<{ key: number; outcome: WriteOutcome }[]>
  /** Marks listed models as no longer listed. */
  markRemoved(keys: readonly number[]): Promise<void>
  /** Sets the rising scores of models; NaN means none. */
  setRising(scores: readonly { key: number; score: number }[]): Promise<void>
  /** Sets the number of weights of models, where their own record says too little. */
  setParameters(counts: readonly { key: number; parameters: number }[]): Promise<void>
}

export type WriteOutcome = 'added' | 'changed' | 'unchanged'

export type WriteCounts = Record<WriteOutcome, number>

/** The shared columns of a model, as the catalog keeps them. */
export interface CatalogEntry extends Omit<
  Entry,
  'tags' | 'baseModels' | 'datasets' | 'siblings' | 'searchText' | 'hashes'
> {
  licenseClass: LicenseClass
  /** Our own score of how fast it rises; see trends/risingScore.ts. Undefined before there are two snapshots. */
  risingScore: number | undefined
  /** Tags as their source writes them (`license:mit`, `en`), without author, relations and datasets. */
  tags: string[]
  /** Direct parents as the source writes them, declared or inferred. */
  baseModels: BaseModel[]
  /** When the source stopped listing the model; undefined while it does. */
  removedAt: UtcMilliseconds | undefined
  /** When a write last changed this entry. */
  indexedAt: UtcMilliseconds
}

export interface CatalogModel {
  entry: CatalogEntry
  /** In the source's own schema, unknown fields kept. */
  record: Record<string, unknown>
  tags: { tag: string; kind: TagKind }[]
  /** As far as the record lists them; the source's file tree knows all. */
  files: CatalogFile[]
  parents: Relation[]
  /** The 50 most downloaded. */
  children: Relation[]
  childrenTotal: number
  datasets: string[]
  /** Of the licence `other`, what its author calls it, and where it stands. */
  licenseName: string | undefined
  licenseLink: string | undefined
  /** Downloads and likes by day, oldest first, as far as there are snapshots. */
  history: { day: UtcMilliseconds; downloads: number; likes: number }[]
  /** When the catalog last saw this record at its source. */
  seenAt: UtcMilliseconds
}

interface CatalogFile {
  path: string
  size: number | undefined
  sha256: string | undefined
}

/** A parent or child, an ancestor or descendant. */
export interface Relation {
  /** Undefined when the catalog has no such model. */
  entry: CatalogEntry | undefined
  /** The source's id. */
  id: string
  relation: BaseModel['relation']
  /** True when stated by the author, false when inferred. */
  declared: boolean
  /** Steps from the model that was asked for. */
  depth: number
}

export interface AncestryOptions {
  /** How many steps up and down; undefined or 0 means all. */
  depth?: number | undefined
  /** Most relations in each direction, default 200; the totals and counts are of all. */
  limit?: number | undefined
  /** Values shown of each group of the aggregate, default 8; the rest is one `more`. */
  top?: number | undefined
}

export interface Ancestry {
  entry: CatalogEntry
  ancestors: Relation[]
  descendants: Relation[]
  ancestorsTotal: number
  descendantsTotal: number
  /** Of all descendants. */
  counts: { byRelation: RelationCount[]; byDepth: DepthCount[]; byAuthor: AuthorCount[] }
  /** All descendants in few boxes, for drawing: by depth and relation, the authors with the most, and the rest. */
  aggregate: AncestryGroup[]
  /** Ids on a circle through this model, itself included; empty when there is none. A self-loop has one id. */
  cycle: string[]
}

interface RelationCount {
  relation: BaseModel['relation']
  declared: number
  inferred: number
}
interface DepthCount {
  depth: number
  count: number
}
export interface AuthorCount {
  author: string
  count: number
}

export interface AncestryGroup {
  depth: number
  relation: BaseModel['relation']
  count: number
  authors: AuthorCount[]
  /** Models of authors that are not in `authors`. */
  more: number
  /** The most downloaded of the group. */
  examples: { slug: string; name: string; downloads: number }[]
}

export interface PathStep {
  entry: CatalogEntry | undefined
  id: string
  /** How this step's model relates to the one before it; undefined for the first. */
  step: { relation: BaseModel['relation']; declared: boolean; direction: 'to-parent' | 'to-child' } | undefined
}

export interface Comparison {
  entries: CatalogEntry[]
  rows: ComparisonRow[]
}

export interface ComparisonRow {
  field: string
  /** One for each entry; undefined where it is not known. */
  values: (string | number | boolean | string[] | undefined)[]
  differs: boolean
}

export interface SimilarModel {
  entry: CatalogEntry
  /** 0 to 1; see similar/similarity.ts. */
  score: number
  /** What they share, in words: `same base model Qwen/Qwen3-8B`, `same task`. */
  reasons: string[]
}

export interface CatalogStatistics {
  /** Models that their source lists. */
  total: number
  removed: number
  /** Sources that have models or were synced, in the order of `sourceNames`. */
  sources: SourceStatistics[]
  /** Listed models by every facet, the 50 most frequent values of each. */
  facets: Facet[]
  /** How many models lie in each range, from the smallest; the last has no end. */
  distributions: Distribution[]
  /** Ten of each. Downloads are compared within a source only, so there is one list for each source. */
  tops: { name: string; source: SourceName; entries: CatalogEntry[] }[]
  /** The hundred authors with the most downloads of each source. */
  authors: AuthorStatistics[]
  /** The fifty models with the most descendants. */
  families: { entry: CatalogEntry; descendants: number; children: number }[]
  /** Licences by task, the ten most frequent of each. */
  licenseByTask: { task: string; count: number; licenses: { license: string; count: number }[] }[]
  /** What each figure counts, by its field's name. */
  definitions: Record<string, string>
}

export interface Distribution {
  field: 'parameters' | 'bytes' | 'downloads' | 'likes' | 'created'
  source: SourceName
  buckets: { from: number; to: number | undefined; count: number }[]
  /** Models without the value. */
  unknown: number
}

export interface AuthorStatistics {
  source: SourceName
  author: string
  models: number
  downloads: number
  likes: number
  /** Descendants of its models, over any number of steps, of other authors. */
  derivatives: number
}

interface SourceStatistics {
  source: SourceName
  total: number
  removed: number
  /** End of the last sync that finished; undefined before the first. */
  syncedAt: UtcMilliseconds | undefined
  /** End of the last sync that read the whole source. */
  completedAt: UtcMilliseconds | undefined
}

export interface IterateOptions extends EntryFilter {
  /** Words, as of a search. */
  query?: string | undefined
  /** One of the sorts of a search; default: by relevance with words, else the order in which the models came in. */
  sort?: string | undefined
  /** Stop after so many; default all. */
  limit?: number | undefined
  /** Yield the record's JSON text too. */
  withRecord?: boolean | undefined
}

export interface IteratedEntry {
  entry: CatalogEntry
  /** JSON text of the record; undefined unless asked for. */
  record: string | undefined
}
