import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

import { createTables } from './migrations/0001-createTables.ts'
import type { Tables } from './schema.ts'

/** Every step from an empty database to today's tables, in order. A step that has been released is never changed. */
const migrations: Record<string, Migration> = {
  '0001-createTables': createTables,
}

/** Runs the steps that this database has not seen yet. Safe to call from several processes at once. */
export async function migrateDatabase(kysely: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
