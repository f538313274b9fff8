import { migration } from './migration.ts'

/** The tables of the first release. What is left of them today is explained in ../schema.ts. */
export const createTables = migration((words, engine) => {
  const { key, integer, flag, real, text, byPrimaryKey } = words
  const caseless = engine === 'sqlite' ? ' COLLATE NOCASE' : ''
  return [
    `CREATE TABLE models (
    key ${key},
    slug ${text} NOT NULL UNIQUE,
    source ${text} NOT NULL,
    source_id ${text} NOT NULL${caseless},
    name ${text} NOT NULL,
    author ${text}${caseless},
    pipeline_tag ${text},
    library_name ${text},
    license ${text},
    downloads ${integer} NOT NULL DEFAULT 0,
    likes ${integer} NOT NULL DEFAULT 0,
    trending_score ${real},
    created_at ${integer},
    last_modified ${integer},
    gated ${flag} NOT NULL DEFAULT 0,
    parameters ${integer},
    storage_bytes ${integer},
    nsfw_level ${integer} NOT NULL DEFAULT 0,
    sha ${text},
    removed_at ${integer},
    record_hash ${text} NOT NULL,
    parts_hash ${text} NOT NULL,
    indexed_at ${integer} NOT NULL
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
    model_key ${integer} PRIMARY KEY REFERENCES models (key) ON DELETE CASCADE,
    record ${text} NOT NULL
  )`,
    `CREATE TABLE tags (key ${key}, tag ${text} NOT NULL, kind ${text} NOT NULL, UNIQUE (tag, kind))`,
    `CREATE TABLE model_tags (
    model_key ${integer} NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    tag_key ${integer} NOT NULL REFERENCES tags (key),
    PRIMARY KEY (model_key, tag_key)
  )${byPrimaryKey}`,
    'CREATE INDEX model_tags_tag_key ON model_tags (tag_key, model_key)',
    `CREATE TABLE base_model_relations (
    derivative_key ${integer} NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    base_id ${text} NOT NULL${caseless},
    source ${text} NOT NULL,
    relation ${text} NOT NULL,
    declared ${flag} NOT NULL,
    PRIMARY KEY (derivative_key, base_id)
  )${byPrimaryKey}`,
    'CREATE INDEX base_model_relations_base_id ON base_model_relations (base_id, derivative_key)',
    `CREATE TABLE dataset_relations (
    model_key ${integer} NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    dataset ${text} NOT NULL,
    PRIMARY KEY (model_key, dataset)
  )${byPrimaryKey}`,
    'CREATE INDEX dataset_relations_dataset ON dataset_relations (dataset, model_key)',
    `CREATE TABLE model_siblings (
    model_key ${integer} NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    path ${text} NOT NULL,
    size ${integer},
    sha256 ${text},
    PRIMARY KEY (model_key, path)
  )${byPrimaryKey}`,
    'CREATE INDEX model_siblings_sha256 ON model_siblings (sha256) WHERE sha256 IS NOT NULL',
    `CREATE VIEW author_stats AS
    SELECT source, author, count(*) AS model_count, sum(likes) AS total_likes, sum(downloads) AS total_downloads
    FROM models WHERE author IS NOT NULL AND removed_at IS NULL GROUP BY source, author`,
    ...(engine === 'sqlite' ? [createWordIndex] : []),
    `CREATE TABLE sync_runs (
    id ${key},
    source ${text} NOT NULL,
    kind ${text} NOT NULL,
    state ${text} NOT NULL,
    cursor ${text},
    pages ${integer} NOT NULL DEFAULT 0,
    added ${integer} NOT NULL DEFAULT 0,
    changed ${integer} NOT NULL DEFAULT 0,
    unchanged ${integer} NOT NULL DEFAULT 0,
    removed ${integer} NOT NULL DEFAULT 0,
    rejected ${integer} NOT NULL DEFAULT 0,
    started_at ${integer} NOT NULL,
    finished_at ${integer}
  )`,
    `CREATE TABLE sync_seen (
    run_id ${integer} NOT NULL REFERENCES sync_runs (id) ON DELETE CASCADE,
    model_key ${integer} NOT NULL,
    PRIMARY KEY (run_id, model_key)
  )${byPrimaryKey}`,
    `CREATE TABLE model_repo (
    id ${text} PRIMARY KEY,
    slug ${text} NOT NULL UNIQUE,
    source ${text} NOT NULL,
    repo_id ${text} NOT NULL,
    vendor ${text} NOT NULL,
    name ${text} NOT NULL,
    status ${text} NOT NULL,
    error ${text},
    revision ${text},
    commit_id ${text},
    created_at ${integer} NOT NULL,
    updated_at ${integer} NOT NULL
  )`,
    `CREATE TABLE model_artifact (
    id ${text} PRIMARY KEY,
    model_repo_id ${text} NOT NULL REFERENCES model_repo (id) ON DELETE CASCADE,
    commit_id ${text} NOT NULL,
    file_path ${text} NOT NULL,
    file_type ${text} NOT NULL,
    size_bytes ${integer},
    content_hash ${text},
    git_sha1 ${text},
    download_status ${text} NOT NULL,
    local_path ${text},
    last_verified_at ${integer},
    UNIQUE (model_repo_id, commit_id, file_path)
  )`,
    'CREATE INDEX model_artifact_content_hash ON model_artifact (content_hash)',
    `CREATE TABLE job (
    id ${text} PRIMARY KEY,
    type ${text} NOT NULL,
    state ${text} NOT NULL,
    payload ${text} NOT NULL,
    progress ${text},
    result ${text},
    error ${text},
    attempts ${integer} NOT NULL DEFAULT 0,
    dedupe_key ${text},
    request ${text},
    worker_id ${text},
    lease_until ${integer},
    sequence ${integer} NOT NULL UNIQUE,
    created_at ${integer} NOT NULL,
    started_at ${integer},
    finished_at ${integer},
    updated_at ${integer} NOT NULL
  )`,
    'CREATE INDEX job_state ON job (state, created_at)',
    `CREATE UNIQUE INDEX job_dedupe_key ON job (dedupe_key) WHERE dedupe_key IS NOT NULL AND state IN ('pending', 'running', 'paused')`,
    `CREATE TABLE job_log (
    key ${key},
    job_id ${text} NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    time ${integer} NOT NULL,
    level ${text} NOT NULL,
    message ${text} NOT NULL
  )`,
    'CREATE INDEX job_log_job_id ON job_log (job_id, key)',
    `CREATE TABLE app_installation (
    id ${text} PRIMARY KEY,
    app ${text} NOT NULL,
    version ${text} NOT NULL,
    path ${text} NOT NULL UNIQUE,
    models_path ${text} NOT NULL,
    added_at ${integer} NOT NULL
  )`,
    `CREATE TABLE app_link (
    target_path ${text} PRIMARY KEY,
    installation_id ${text} NOT NULL REFERENCES app_installation (id),
    slug ${text} NOT NULL,
    source_path ${text} NOT NULL,
    kind ${text} NOT NULL,
    state ${text} NOT NULL,
    inode ${text},
    created_at ${integer} NOT NULL
  )`,
    'CREATE INDEX app_link_installation_id ON app_link (installation_id)',
    'CREATE INDEX app_link_slug ON app_link (slug)',
    `CREATE TABLE setting (name ${text} PRIMARY KEY, value ${text} NOT NULL)`,
  ]
})

// No copy of the text is kept: rows are found by rowid = models.key. Words of an id such as Qwen2.5-7B-GGUF are
// split at everything that is not a letter or digit.
const createWordIndex = `CREATE VIRTUAL TABLE models_fts USING fts5 (
    name, author, tags, more,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  )`
