import { type ColumnWords, migration } from './migration.ts'

/**
 * The catalog's tables of the second shape. Search lives in memory (catalog/index), so words, tags, relations and the
 * indexes for sorting leave the database. Models keep their keys and numbers, and records stay; all hashes are emptied,
 * so that the catalog derives everything else from the records again.
 */
export const rebuildCatalog = migration((words, engine) => [
  'DROP VIEW author_stats',
  ...(engine === 'sqlite' ? ['DROP TABLE models_fts'] : []),
  'DROP TABLE model_tags',
  'DROP TABLE tags',
  'DROP TABLE base_model_relations',
  'DROP TABLE dataset_relations',
  'DROP TABLE model_siblings',
  ...(engine === 'sqlite' ? rebuildInSqlite(words) : alterInPostgres(words)),
  // Finds an id in any letter case; ids that differ in nothing else do exist.
  'CREATE UNIQUE INDEX models_id ON models (lower(source_id), source, source_id)',
  ...createNewTables(words),
  ...(engine === 'postgres' ? keepBytesAsTheyAre : []),
])

/**
 * SQLite changes no column in place. The old tables are renamed, which takes the reference between them along: dropping
 * a table deletes what refers to it.
 */
function rebuildInSqlite({ lastingKey, integer, flag, real, text, bytes }: ColumnWords): string[] {
  const kept = `key, source, source_id, name, author, pipeline_tag, library_name, license, downloads, likes,
    trending_score, created_at, last_modified, gated, parameters, storage_bytes, nsfw_level, sha, removed_at, indexed_at`
  return [
    'ALTER TABLE models RENAME TO old_models',
    'ALTER TABLE model_records RENAME TO old_records',
    `CREATE TABLE models (
      key ${lastingKey},
      source ${text} NOT NULL,
      source_id ${text} NOT NULL,
      name ${text} NOT NULL,
      author ${text},
      pipeline_tag ${text},
      library_name ${text},
      license ${text},
      downloads ${integer} NOT NULL DEFAULT 0,
      likes ${integer} NOT NULL DEFAULT 0,
      trending_score ${real},
      rising_score ${real},
      created_at ${integer},
      last_modified ${integer},
      gated ${flag} NOT NULL DEFAULT 0,
      parameters ${integer},
      storage_bytes ${integer},
      weight_bytes ${integer},
      nsfw_level ${integer} NOT NULL DEFAULT 0,
      sha ${text},
      attributes ${bytes} NOT NULL,
      more_words ${text},
      removed_at ${integer},
      record_hash ${bytes} NOT NULL,
      parts_hash ${bytes} NOT NULL,
      indexed_at ${integer} NOT NULL
    )`,
    `INSERT INTO models (${kept}, attributes, record_hash, parts_hash) SELECT ${kept}, x'', x'', x'' FROM old_models`,
    `CREATE TABLE model_records (
      model_key ${integer} PRIMARY KEY REFERENCES models (key) ON DELETE CASCADE,
      record ${bytes} NOT NULL
    )`,
    'INSERT INTO model_records (model_key, record) SELECT model_key, CAST(record AS BLOB) FROM old_records',
    'DROP TABLE old_records',
    'DROP TABLE old_models',
  ]
}

/** One pass over each table. */
function alterInPostgres({ integer, real, text, bytes }: ColumnWords): string[] {
  const sortIndexes = ['downloads', 'likes', 'trending_score', 'created_at', 'last_modified']
  return [
    ...['source_id', 'author', 'pipeline_tag', 'source', ...sortIndexes].map((name) => `DROP INDEX models_${name}`),
    `ALTER TABLE models
      DROP COLUMN slug,
      ADD COLUMN rising_score ${real},
      ADD COLUMN weight_bytes ${integer},
      ADD COLUMN attributes ${bytes} NOT NULL DEFAULT '',
      ADD COLUMN more_words ${text},
      ALTER COLUMN record_hash TYPE ${bytes} USING '',
      ALTER COLUMN parts_hash TYPE ${bytes} USING ''`,
    'ALTER TABLE models ALTER COLUMN attributes DROP DEFAULT',
    `ALTER TABLE model_records ALTER COLUMN record TYPE ${bytes} USING convert_to(record, 'UTF8')`,
  ]
}

function createNewTables({ key, lastingKey, integer, text, bytes, byPrimaryKey }: ColumnWords): string[] {
  return [
    `CREATE TABLE attributes (key ${key}, kind ${integer} NOT NULL, value ${text} NOT NULL)`,
    // By itself, so that it can be made after very many rows were written; see catalog/write/bulk.
    'CREATE UNIQUE INDEX attributes_value ON attributes (value, kind)',
    `CREATE TABLE file_hashes (
      hash ${text} NOT NULL,
      model_key ${integer} NOT NULL,
      PRIMARY KEY (hash, model_key)
    )${byPrimaryKey}`,
    `CREATE TABLE search_changes (
      id ${lastingKey},
      kind ${text} NOT NULL,
      keys ${bytes} NOT NULL,
      time ${integer} NOT NULL
    )`,
    `CREATE TABLE search_segments (
      id ${lastingKey},
      state ${text} NOT NULL,
      meta ${text} NOT NULL,
      created_at ${integer} NOT NULL
    )`,
    `CREATE TABLE search_blocks (
      segment_id ${integer} NOT NULL REFERENCES search_segments (id) ON DELETE CASCADE,
      name ${text} NOT NULL,
      part ${integer} NOT NULL,
      data ${bytes} NOT NULL,
      PRIMARY KEY (segment_id, name, part)
    )`,
    `CREATE TABLE snapshots (
      day ${integer} NOT NULL,
      name ${text} NOT NULL,
      part ${integer} NOT NULL,
      data ${bytes} NOT NULL,
      PRIMARY KEY (name, part, day)
    )`,
  ]
}

/** They are compressed already; PostgreSQL would try again, in vain. */
const keepBytesAsTheyAre = [
  'ALTER TABLE model_records ALTER COLUMN record SET STORAGE EXTERNAL',
  'ALTER TABLE search_blocks ALTER COLUMN data SET STORAGE EXTERNAL',
  'ALTER TABLE snapshots ALTER COLUMN data SET STORAGE EXTERNAL',
]
