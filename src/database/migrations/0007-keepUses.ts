import { migration } from './migration.ts'

/** When each library model was last handed out. */
export const keepUses = migration(({ integer, text, byPrimaryKey }) => [
  `CREATE TABLE model_use (
    slug ${text} NOT NULL PRIMARY KEY,
    used_at ${integer} NOT NULL
  )${byPrimaryKey}`,
])
