import { migration } from './migration.ts'

/** What people keep of the catalog: collections of models, and searches with what they found anew. */
export const createCollections = migration(({ integer, flag, text, bytes, byPrimaryKey }) => [
  `CREATE TABLE collection (
    id ${text} PRIMARY KEY,
    name ${text} NOT NULL,
    created_at ${integer} NOT NULL,
    updated_at ${integer} NOT NULL
  )`,
  'CREATE UNIQUE INDEX collection_name ON collection (lower(name))',
  `CREATE TABLE collection_model (
    collection_id ${text} NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    slug ${text} NOT NULL,
    note ${text} NOT NULL,
    added_at ${integer} NOT NULL,
    PRIMARY KEY (collection_id, slug)
  )${byPrimaryKey}`,
  `CREATE TABLE saved_search (
    id ${text} PRIMARY KEY,
    name ${text} NOT NULL,
    query ${text} NOT NULL,
    webhook_url ${text},
    created_at ${integer} NOT NULL,
    checked_at ${integer},
    webhook_error ${text},
    known_keys ${bytes} NOT NULL
  )`,
  'CREATE UNIQUE INDEX saved_search_name ON saved_search (lower(name))',
  `CREATE TABLE saved_search_entry (
    search_id ${text} NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
    slug ${text} NOT NULL,
    found_at ${integer} NOT NULL,
    seen ${flag} NOT NULL,
    announced ${flag} NOT NULL,
    PRIMARY KEY (search_id, slug)
  )${byPrimaryKey}`,
])
