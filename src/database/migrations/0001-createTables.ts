import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The tables of the first release. Columns are explained in ../schema.ts. */
export const createTables: Migration = {
  async up(kysely) {
    for (const statement of statements) await sql.raw(statement).execute(kysely as Kysely<unknown>)
  },
}

const statements = [
  `CREATE TABLE models (
    key INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    author TEXT COLLATE NOCASE,
    pipeline_tag TEXT,
    library_name TEXT,
    license TEXT,
    downloads INTEGER NOT NULL DEFAULT 0,
    likes INTEGER NOT NULL DEFAULT 0,
    trending_score REAL,
    created_at INTEGER,
    last_modified INTEGER,
    gated INTEGER NOT NULL DEFAULT 0,
    parameters INTEGER,
    storage_bytes INTEGER,
    nsfw_level INTEGER NOT NULL DEFAULT 0,
    sha TEXT,
    removed_at INTEGER,
    record_hash TEXT NOT NULL,
    parts_hash TEXT NOT NULL,
    indexed_at INTEGER NOT NULL
  )`,
  'CREATE INDEX models_source_id ON models (source_id, source)',
  'CREATE INDEX models_author ON models (author)',
  'CREATE INDEX models_pipeline_tag ON models (pipeline_tag)',
  // Counts by source, and the most downloaded of each.
  'CREATE INDEX models_source ON models (source, removed_at, downloads)',
  // Each ends in the key, as every index does, so (value, key) is a position that a page can start after.
  'CREATE INDEX models_downloads ON models (downloads)',
  'CREATE INDEX models_likes ON models (likes)',
  'CREATE INDEX models_trending_score ON models (trending_score)',
  'CREATE INDEX models_created_at ON models (created_at)',
  'CREATE INDEX models_last_modified ON models (last_modified)',
  `CREATE TABLE model_records (
    model_key INTEGER PRIMARY KEY REFERENCES models (key) ON DELETE CASCADE,
    record TEXT NOT NULL
  )`,
  'CREATE TABLE tags (key INTEGER PRIMARY KEY, tag TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (tag, kind))',
  `CREATE TABLE model_tags (
    model_key INTEGER NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    tag_key INTEGER NOT NULL REFERENCES tags (key),
    PRIMARY KEY (model_key, tag_key)
  ) WITHOUT ROWID`,
  'CREATE INDEX model_tags_tag_key ON model_tags (tag_key, model_key)',
  `CREATE TABLE base_model_relations (
    derivative_key INTEGER NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    base_id TEXT NOT NULL COLLATE NOCASE,
    source TEXT NOT NULL,
    relation TEXT NOT NULL,
    declared INTEGER NOT NULL,
    PRIMARY KEY (derivative_key, base_id)
  ) WITHOUT ROWID`,
  'CREATE INDEX base_model_relations_base_id ON base_model_relations (base_id, derivative_key)',
  `CREATE TABLE dataset_relations (
    model_key INTEGER NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    dataset TEXT NOT NULL,
    PRIMARY KEY (model_key, dataset)
  ) WITHOUT ROWID`,
  'CREATE INDEX dataset_relations_dataset ON dataset_relations (dataset, model_key)',
  `CREATE TABLE model_siblings (
    model_key INTEGER NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size INTEGER,
    sha256 TEXT,
    PRIMARY KEY (model_key, path)
  ) WITHOUT ROWID`,
  'CREATE INDEX model_siblings_sha256 ON model_siblings (sha256) WHERE sha256 IS NOT NULL',
  `CREATE VIEW author_stats AS
    SELECT source, author, count(*) AS model_count, sum(likes) AS total_likes, sum(downloads) AS total_downloads
    FROM models WHERE author IS NOT NULL AND removed_at IS NULL GROUP BY source, author`,
  // No copy of the text is kept: rows are found by rowid = models.key. Words of an id such as Qwen2.5-7B-GGUF are
  // split at everything that is not a letter or digit.
  `CREATE VIRTUAL TABLE models_fts USING fts5 (
    name, author, tags, more,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  )`,
  `CREATE TABLE sync_runs (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT,
    pages INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL,
    finished_at INTEGER
  )`,
  `CREATE TABLE sync_seen (
    run_id INTEGER NOT NULL REFERENCES sync_runs (id) ON DELETE CASCADE,
    model_key INTEGER NOT NULL,
    PRIMARY KEY (run_id, model_key)
  ) WITHOUT ROWID`,
  `CREATE TABLE model_repo (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    repo_id TEXT NOT NULL,
    vendor TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    error TEXT,
    revision TEXT,
    commit_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  )`,
  `CREATE TABLE model_artifact (
    id TEXT PRIMARY KEY,
    model_repo_id TEXT NOT NULL REFERENCES model_repo (id) ON DELETE CASCADE,
    commit_id TEXT NOT NULL,
    file_path TEXT NOT NULL,
    file_type TEXT NOT NULL,
    size_bytes INTEGER,
    content_hash TEXT,
    git_sha1 TEXT,
    download_status TEXT NOT NULL,
    local_path TEXT,
    last_verified_at INTEGER,
    UNIQUE (model_repo_id, commit_id, file_path)
  )`,
  'CREATE INDEX model_artifact_content_hash ON model_artifact (content_hash)',
  `CREATE TABLE job (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    payload TEXT NOT NULL,
    progress TEXT,
    result TEXT,
    error TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    dedupe_key TEXT,
    request TEXT,
    worker_id TEXT,
    lease_until INTEGER,
    sequence INTEGER NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    updated_at INTEGER NOT NULL
  )`,
  'CREATE INDEX job_state ON job (state, created_at)',
  `CREATE UNIQUE INDEX job_dedupe_key ON job (dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('pending', 'running', 'paused')`,
  `CREATE TABLE job_log (
    key INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    time INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL
  )`,
  'CREATE INDEX job_log_job_id ON job_log (job_id, key)',
  `CREATE TABLE app_installation (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL,
    version TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    models_path TEXT NOT NULL,
    added_at INTEGER NOT NULL
  )`,
  `CREATE TABLE app_link (
    target_path TEXT PRIMARY KEY,
    installation_id TEXT NOT NULL REFERENCES app_installation (id),
    slug TEXT NOT NULL,
    source_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    inode TEXT,
    created_at INTEGER NOT NULL
  )`,
  'CREATE INDEX app_link_installation_id ON app_link (installation_id)',
  'CREATE INDEX app_link_slug ON app_link (slug)',
  'CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
]
