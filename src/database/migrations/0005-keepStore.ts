import { migration } from './migration.ts'

/** What looking after the store needs: who works in it, and what is known of each blob. */
export const keepStore = migration(({ integer, text, byPrimaryKey }) => [
  `CREATE TABLE store_lease (
    id ${text} PRIMARY KEY,
    kind ${text} NOT NULL,
    holder ${text} NOT NULL,
    purpose ${text} NOT NULL,
    since ${integer} NOT NULL,
    until ${integer} NOT NULL
  )`,
  `CREATE TABLE blob_state (
    sha256 ${text} PRIMARY KEY,
    verified_at ${integer},
    named_by ${text},
    unnamed_since ${integer},
    lost_at ${integer}
  )${byPrimaryKey}`,
  'CREATE INDEX blob_state_lost_at ON blob_state (lost_at) WHERE lost_at IS NOT NULL',
])
