import type { DatabaseSync } from 'node:sqlite'

import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

import { WeighthouseError } from '../foundation/errors.ts'
import { createTables } from './migrations/0001-createTables.ts'
import type { Tables } from './schema.ts'

/** Every step from an empty database to today's tables, in order. A step that has been released is never changed. */
const migrations: Record<string, Migration> = {
  '0001-createTables': createTables,
}

/**
 * Runs the steps that this database has not seen yet, all or none, while other processes wait. `kysely` must work on
 * `connection`. Once the database is up to date, this only reads.
 *
 * @throws WeighthouseError UNSUPPORTED when a newer Weighthouse has changed the tables
 */
export async function migrateDatabase(connection: DatabaseSync, kysely: Kysely<Tables>): Promise<void> {
  if (isUpToDate(connection)) return
  // The write lock is the migration lock. SQLite's DDL is transactional, so a step that fails leaves nothing behind.
  connection.exec('BEGIN IMMEDIATE')
  try {
    if (!isUpToDate(connection)) {
      const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => migrations } })
      const { error } = await migrator.migrateToLatest()
      if (error) throw error
    }
    connection.exec('COMMIT')
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK')
    throw error
  }
}

function isUpToDate(connection: DatabaseSync): boolean {
  const known = connection
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'kysely_migration'")
    .get()
  if (!known) return false
  const applied = connection
    .prepare('SELECT name FROM kysely_migration')
    .all()
    .map((row) => String(row['name']))
  const unknown = applied.filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new WeighthouseError(
      'UNSUPPORTED',
      `The database was changed by a newer Weighthouse (${unknown.join(', ')}).`,
      {
        hint: 'Use that newer version, or give this one another WEIGHTHOUSE_HOME.',
        details: { unknown },
      },
    )
  }
  return applied.length === Object.keys(migrations).length
}
