import type { Generated } from 'kysely'

/*
 * The tables, as Kysely sees them. Times are UTC milliseconds, sizes are bytes, booleans are 0 or 1.
 * Catalog tables have an integer key inside and the slug outside.
 */

export interface Tables {
  models: ModelsTable
  model_records: { model_key: number; record: string }
  tags: { key: Generated<number>; tag: string; kind: string }
  model_tags: { model_key: number; tag_key: number }
  base_model_relations: BaseModelRelationsTable
  dataset_relations: { model_key: number; dataset: string }
  model_siblings: { model_key: number; path: string; size: number | null; sha256: string | null }
  author_stats: AuthorStatsView
  sync_runs: SyncRunsTable
  sync_seen: { run_id: number; model_key: number }
  model_repo: ModelRepoTable
  model_artifact: ModelArtifactTable
  job: JobTable
  job_log: { key: Generated<number>; job_id: string; time: number; level: string; message: string }
  app_installation: AppInstallationTable
  app_link: AppLinkTable
  setting: { name: string; value: string }
}

export interface ModelsTable {
  key: Generated<number>
  slug: string
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
  created_at: number | null
  last_modified: number | null
  gated: number
  parameters: number | null
  storage_bytes: number | null
  nsfw_level: number
  /** Commit or version id that the listing showed. */
  sha: string | null
  /** When the source stopped listing the model; null while it does. */
  removed_at: number | null
  /** First 16 hex of the sha256 of the record's canonical JSON; equal means unchanged. */
  record_hash: string
  /** The same of all that is written outside this row (words, tags, relations); equal means that it stands. */
  parts_hash: string
  /** When this row was last changed by a sync. */
  indexed_at: number
}

interface BaseModelRelationsTable {
  derivative_key: number
  /** The source's id of the parent, which may not be in the catalog. Compared without case. */
  base_id: string
  source: string
  relation: string
  declared: number
}

interface AuthorStatsView {
  source: string
  author: string
  model_count: number
  total_likes: number
  total_downloads: number
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
}

/** The ledger of what mapping made. A row is written before the link is. */
export interface AppLinkTable {
  target_path: string
  installation_id: string
  slug: string
  source_path: string
  /** symlink or directory. */
  kind: string
  /** planned: may or may not be on disk; placed: it is, with this inode. */
  state: string
  inode: string | null
  created_at: number
}
