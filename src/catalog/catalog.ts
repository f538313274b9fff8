import type { Statements } from '../database/database.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { SourceName } from '../ids/slug.ts'
import type { BaseModel, Entry, TagKind } from '../sources/source.ts'
import type { EntryFilter, SearchPage, SearchQuery, SearchSort } from './search/searchQuery.ts'

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
   * @throws WeighthouseError INVALID_ARGUMENT for a query beyond its limits, an unknown sort or source, or a cursor
   *   that belongs to another query
   */
  search(query: SearchQuery): Promise<SearchPage>

  /**
   * @throws WeighthouseError MODEL_NOT_FOUND, its hint naming up to three similar models (`details.similar`);
   *   INVALID_ARGUMENT when the text cannot name a model
   */
  getEntry(slugOrId: string): Promise<CatalogEntry>

  /** Everything known of one model. @throws WeighthouseError as getEntry */
  getModel(slugOrId: string): Promise<CatalogModel>

  /**
   * All ancestors and descendants, transitively, each once, at its shortest distance; by depth, then most downloaded
   * first. Cycles and self-loops end where they meet a model again; the model itself is in neither list. A parent that
   * the catalog does not have is listed without entry.
   * @throws WeighthouseError as getEntry
   */
  getAncestry(slugOrId: string, options?: AncestryOptions): Promise<Ancestry>

  getStatistics(): Promise<CatalogStatistics>

  /** Streams entries in pages; memory stays bounded however many there are. */
  iterateEntries(options?: IterateOptions): AsyncGenerator<IteratedEntry, void, undefined>

  countEntries(filter?: EntryFilter): Promise<number>

  /**
   * Writes records of one source in one transaction. A record whose content is already known costs a look-up only;
   * a model that had been marked as removed is listed again.
   */
  writeRecords(source: SourceName, batch: readonly SourceRecord[]): Promise<WriteCounts>

  /**
   * Runs `work` with a record writer in one transaction, for callers that must commit more than records together (a
   * page of a sync and its cursor). `work` must not await; when it throws, nothing was written.
   */
  write<T>(work: (writer: RecordWriter, statements: Statements) => T): Promise<T>

  /**
   * Deletes every model, relation and sync run of a source, as when the sample catalog is left. In several
   * transactions; killed in between, a second call finishes.
   * @returns how many models were deleted
   */
  forgetAll(source: SourceName): Promise<number>
}

/** One model as its source gave it, with the shared columns taken out. */
export interface SourceRecord {
  entry: Entry
  record: unknown
}

export interface RecordWriter {
  writeRecord(record: SourceRecord): { key: number; outcome: WriteOutcome }
}

export type WriteOutcome = 'added' | 'changed' | 'unchanged'

export type WriteCounts = Record<WriteOutcome, number>

/** The shared columns of a model, as the catalog keeps them. */
export interface CatalogEntry extends Omit<Entry, 'tags' | 'baseModels' | 'datasets' | 'siblings' | 'searchText'> {
  /** All tags, without their kinds. */
  tags: string[]
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
  files: { path: string; size: number | undefined; sha256: string | undefined }[]
  parents: Relation[]
  /** The 50 most downloaded. */
  children: Relation[]
  childrenTotal: number
  datasets: string[]
  /** When the catalog last saw this record at its source. */
  seenAt: UtcMilliseconds
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
  /** Most relations in each direction, default 200; the totals count all. */
  limit?: number | undefined
}

export interface Ancestry {
  entry: CatalogEntry
  ancestors: Relation[]
  descendants: Relation[]
  ancestorsTotal: number
  descendantsTotal: number
}

export interface CatalogStatistics {
  /** Models that their source lists. */
  total: number
  removed: number
  /** Sources that have models or were synced, in the order of `sourceNames`. */
  sources: SourceStatistics[]
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
  /** Default: the order in which the models came into the catalog. */
  sort?: Exclude<SearchSort, 'relevance'> | undefined
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
