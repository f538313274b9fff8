import type { Generated } from 'kysely'

/*
 * The tables, as Kysely sees them. Times are UTC milliseconds, sizes are bytes, booleans are 0 or 1.
 * Catalog tables have an integer key inside and the slug outside.
 */

export interface Tables {
  models: ModelsTable
  /** UTF-8 JSON in the source's own schema, or the same compressed by zstd; see catalog/write/packRecord.ts. */
  model_records: { model_key: number; record: Uint8Array }
  attributes: { key: Generated<number>; kind: number; value: string }
  file_hashes: { hash: string; model_key: number }
  search_changes: SearchChangesTable
  search_segments: SearchSegmentsTable
  search_blocks: { segment_id: number; name: string; part: number; data: Uint8Array }
  snapshots: SnapshotsTable
  collection: CollectionTable
  collection_model: { collection_id: string; slug: string; note: string; added_at: number }
  saved_search: SavedSearchTable
  saved_search_entry: SavedSearchEntryTable
  sync_runs: SyncRunsTable
  sync_seen: { run_id: number; model_key: number }
  model_repo: ModelRepoTable
  model_artifact: ModelArtifactTable
  blob_scan: BlobScanTable
  store_lease: StoreLeaseTable
  blob_state: BlobStateTable
  job: JobTable
  job_log: { key: Generated<number>; job_id: string; time: number; level: string; message: string }
  app_installation: AppInstallationTable
  app_link: AppLinkTable
  /** When a library model was last handed out; see order/modelUses.ts. */
  model_use: { slug: string; used_at: number }
  setting: { name: string; value: string }
}

/** The slug is not kept: it follows from source and id. Looked up by `lower(source_id)` and source. */
export interface ModelsTable {
  /** Never used again once its model was forgotten. */
  key: Generated<number>
  source: string
  /** The id as the source writes it. */
  source_id: string
  name: string
  author: string | null
  pipeline_tag: string | null
  library_name: string | null
  license: string | null
  downloads: number
  likes: number
  trending_score: number | null
  /** Our own score; see catalog/trends. Written by the daily snapshot. */
  rising_score: number | null
  created_at: number | null
  last_modified: number | null
  gated: number
  parameters: number | null
  storage_bytes: number | null
  weight_bytes: number | null
  nsfw_level: number
  /** Commit or version id that the listing showed. */
  sha: string | null
  /** Keys of `attributes`, ascending, as LEB128 varints of their differences; see catalog/write/packKeys.ts. */
  attributes: Uint8Array
  /** Words to find besides name and attributes, separated by line feeds; null for none. */
  more_words: string | null
  /** When the source stopped listing the model; null while it does. */
  removed_at: number | null
  /** First 8 bytes of the sha256 of the record's JSON; equal means unchanged. Empty: derive again. */
  record_hash: Uint8Array
  /** The same of all that the index reads besides numbers (name, words, attributes); equal means that it stands. */
  parts_hash: Uint8Array
  /** When this row was last changed by a sync. */
  indexed_at: number
}

/** What the search index has to read again, in the order of commits. Old rows go when a checkpoint holds them. */
interface SearchChangesTable {
  id: Generated<number>
  /** `parts`: anything may differ, or the model is gone. `numbers`: only numbers and flags. */
  kind: string
  /** Keys of models, packed like `models.attributes`. */
  keys: Uint8Array
  time: number
}

/** A checkpoint of the search index, in blocks. Only segments in state `live` are read. */
interface SearchSegmentsTable {
  id: Generated<number>
  /** building or live. */
  state: string
  /** JSON; see catalog/index/checkpoint. */
  meta: string
  created_at: number
}

/** The numbers of one day: one column over a range of keys, compressed; see catalog/trends. */
interface SnapshotsTable {
  /** Days since 1970-01-01 UTC. */
  day: number
  /** downloads or likes. */
  name: string
  part: number
  data: Uint8Array
}

export interface CollectionTable {
  id: string
  name: string
  created_at: number
  updated_at: number
}

export interface SavedSearchTable {
  id: string
  name: string
  /** As a query string; see catalog/search/searchText.ts. */
  query: string
  webhook_url: string | null
  created_at: number
  checked_at: number | null
  webhook_error: string | null
  /** Keys of all models that it ever found, packed like `models.attributes`. */
  known_keys: Uint8Array
}

interface SavedSearchEntryTable {
  search_id: string
  slug: string
  found_at: number
  seen: number
  /** 1 once the webhook has taken it, or when there is none. */
  announced: number
}

interface SyncRunsTable {
  id: Generated<number>
  source: string
  /** `full` marks what vanished; `first:N` reads only the N most downloaded. */
  kind: string
  /** running (to be continued, also after a crash), completed, failed, or abandoned for a run of another kind. */
  state: string
  /** Where the next page starts; null before the first. */
  cursor: string | null
  pages: number
  added: number
  changed: number
  unchanged: number
  removed: number
  rejected: number
  started_at: number
  finished_at: number | null
}

export interface ModelRepoTable {
  id: string
  slug: string
  source: string
  repo_id: string
  vendor: string
  name: string
  /** registered, synced or error. */
  status: string
  error: string | null
  revision: string | null
  commit_id: string | null
  created_at: number
  updated_at: number
}

export interface ModelArtifactTable {
  id: string
  model_repo_id: string
  commit_id: string
  file_path: string
  /** model, config, tokenizer or other. */
  file_type: string
  size_bytes: number | null
  /** sha256, from the source or computed. */
  content_hash: string | null
  git_sha1: string | null
  /** pending, downloading, completed or failed. */
  download_status: string
  local_path: string | null
  last_verified_at: number | null
}

/** What was found in a blob, or in a file without one; see hub/safety. */
interface BlobScanTable {
  /** Of a file without a blob `place:` and the sha256 of where it is, its size and its time. */
  sha256: string
  /** The ending of the file's name where it promises a format, which a lie is told by; else empty. */
  ending: string
  /** Of which rules; see formats/scan/scanFile.ts. */
  rules: number
  /** safe, suspicious or dangerous. */
  verdict: string
  /** JSON: format, imports and reasons. */
  report: string
  scanned_at: number
}

/** Who may not be disturbed in the store; see hub/upkeep/storeLeases.ts. */
interface StoreLeaseTable {
  id: string
  /** writer or collector. */
  kind: string
  /** The process, as a worker's id names it. */
  holder: string
  /** What for, in words. */
  purpose: string
  since: number
  until: number
}

/** What is known of a blob besides its bytes. A blob without a row was never looked at. */
export interface BlobStateTable {
  sha256: string
  /** When all its bytes were last read and were right. */
  verified_at: number | null
  /** Slug of a model that named it when garbage was last collected. */
  named_by: string | null
  /** When it was first seen without a name, after it had one. */
  unnamed_since: number | null
  /** When it was found damaged or missing; null again once its right bytes are here. */
  lost_at: number | null
}

export interface JobTable {
  id: string
  type: string
  state: string
  payload: string
  progress: string | null
  result: string | null
  error: string | null
  attempts: number
  dedupe_key: string | null
  /** What a running job was asked to do: cancel or pause; `again` takes such a wish back. */
  request: string | null
  worker_id: string | null
  lease_until: number | null
  sequence: number
  created_at: number
  started_at: number | null
  finished_at: number | null
  updated_at: number
}

export interface AppInstallationTable {
  id: string
  app: string
  version: string
  path: string
  models_path: string
  added_at: number
  /** Where it answers, as `http://127.0.0.1:8188`; null when that is not known. */
  url: string | null
  /** The variant of its mapping that was chosen. */
  variant: string
}

/** The ledger of what mapping made. A row is written before the disk, the file or the application is. */
export interface AppLinkTable {
  /** Absolute; of an entry in a settings file `FILE#KEY=FOLDER#SLUG`, of a model in an application's list `ADDRESS#NAME`. */
  target_path: string
  installation_id: string
  slug: string
  source_path: string
  /** symlink, hardlink, directory, file, config_file, config or api. */
  kind: string
  /** planned: may or may not be there; placed: it is, on disk with this inode. */
  state: string
  inode: string | null
  created_at: number
  /** JSON: what else has to be known to take it back; null for links and folders. */
  detail: string | null
}
