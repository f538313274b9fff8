import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { CatalogEntry } from '../catalog.ts'

/**
 * Searches that are kept, and what they find anew.
 *
 * - What a search finds when it is made is known; every model that a later check finds besides is an entry of its feed,
 *   once, whatever becomes of it afterwards.
 * - A check that dies half-way loses nothing: the next one finds the same.
 * - A webhook is called after the entries are kept, with what that check found; when it fails, the reason is kept, and
 *   the next check sends those entries again.
 *
 * Every method that takes an id: @throws WeighthouseError NOT_FOUND
 */
export interface SavedSearches {
  /**
   * @throws WeighthouseError INVALID_ARGUMENT for a query string or an address that cannot be used, CONFLICT for a name
   *   that another one has
   */
  create(search: NewSavedSearch): Promise<SavedSearch>
  /** By name. */
  list(): Promise<SavedSearch[]>
  get(id: string): Promise<SavedSearch>
  remove(id: string): Promise<SavedSearch>
  /** Searches now, keeps what is new, and calls the webhook. */
  check(id: string): Promise<SavedSearch>
  /** The same for all of them, as after a sync. */
  checkAll(signal?: AbortSignal): Promise<{ checked: number; found: number }>
  markSeen(id: string): Promise<SavedSearch>
  /** The newest first. */
  entriesOf(id: string, limit?: number): Promise<{ entries: SavedSearchEntry[]; total: number }>
}

interface NewSavedSearch {
  name: string
  /** A query string, as REST and permalinks have it; see search/searchText.ts. */
  query: string
  /** http or https. */
  webhookUrl: string | undefined
}

export interface SavedSearch extends NewSavedSearch {
  id: string
  createdAt: UtcMilliseconds
  /** Undefined before the first check. */
  checkedAt: UtcMilliseconds | undefined
  /** Entries since the last `markSeen`. */
  unseen: number
  /** Why the webhook's last call failed. */
  webhookError: string | undefined
}

export interface SavedSearchEntry {
  slug: string
  /** Undefined when the catalog has it no longer. */
  entry: CatalogEntry | undefined
  foundAt: UtcMilliseconds
  unseen: boolean
}

/**
 * Lists of models that people put together. A collection holds slugs, so it survives that a model leaves the catalog.
 *
 * Every method that takes an id: @throws WeighthouseError NOT_FOUND
 */
export interface Collections {
  /** @throws WeighthouseError CONFLICT for a name that another one has */
  create(name: string): Promise<Collection>
  /** By name, without their models. */
  list(): Promise<Collection[]>
  /** With its models, in the order in which they were added. */
  get(id: string): Promise<CollectionWithModels>
  /** @throws WeighthouseError CONFLICT as create */
  rename(id: string, name: string): Promise<Collection>
  remove(id: string): Promise<Collection>
  /** Adds a model, or changes its note. @throws WeighthouseError as Catalog.getEntry */
  add(id: string, slugOrId: string, note?: string): Promise<CollectionWithModels>
  /** @throws WeighthouseError MODEL_NOT_FOUND when the collection does not have it */
  removeModel(id: string, slugOrId: string): Promise<CollectionWithModels>
}

export interface Collection {
  id: string
  name: string
  modelsTotal: number
  createdAt: UtcMilliseconds
  updatedAt: UtcMilliseconds
}

export interface CollectionWithModels extends Collection {
  models: CollectionModel[]
}

interface CollectionModel {
  slug: string
  /** Undefined when the catalog has it no longer. */
  entry: CatalogEntry | undefined
  note: string
  addedAt: UtcMilliseconds
}
