import { type Kysely, sql, type Transaction } from 'kysely'

import { WeighthouseError } from '../foundation/errors.ts'
import type { Database } from './database.ts'
import { createTables } from './migrations/0001-createTables.ts'
import { rebuildCatalog } from './migrations/0002-rebuildCatalog.ts'
import { createCollections } from './migrations/0003-createCollections.ts'
import { keepScans } from './migrations/0004-keepScans.ts'
import { keepStore } from './migrations/0005-keepStore.ts'
import { describeApps } from './migrations/0006-describeApps.ts'
import { keepUses } from './migrations/0007-keepUses.ts'
import type { Engine, Migration } from './migrations/migration.ts'
import type { Tables } from './schema.ts'

/** Every step from an empty database to today's tables, in order. A step that has been released is never changed. */
export const migrations: Record<string, Migration> = {
  '0001-createTables': createTables,
  '0002-rebuildCatalog': rebuildCatalog,
  '0003-createCollections': createCollections,
  '0004-keepScans': keepScans,
  '0005-keepStore': keepStore,
  '0006-describeApps': describeApps,
  '0007-keepUses': keepUses,
}

/**
 * Runs the steps that this database has not seen yet, all or none, while other processes wait. Once the database is up
 * to date, this only reads.
 *
 * @param steps for tests: the steps of an older program
 * @throws WeighthouseError UNSUPPORTED when a newer Weighthouse has changed the tables
 */
export async function migrateDatabase(database: Database, steps = migrations): Promise<void> {
  const { engine, kysely } = database
  if ((await findPending(kysely, engine, steps)).length === 0) return
  await database.write(
    async (transaction) => {
      // Another process may have done it while this one waited.
      for (const [name, step] of await findPending(transaction, engine, steps)) {
        await step(transaction, engine)
        await record(transaction, name)
      }
    },
    { turn: 'migration' },
  )
}

async function findPending(kysely: Kysely<Tables>, engine: Engine, steps: Record<string, Migration>) {
  const applied = await readApplied(kysely, engine)
  const unknown = [...applied].filter((name) => !(name in steps))
  if (unknown.length > 0) {
    throw new WeighthouseError(
      'UNSUPPORTED',
      `The database was changed by a newer Weighthouse (${unknown.join(', ')}).`,
      {
        hint: `Use that newer version, or give this one another ${engine === 'sqlite' ? 'WEIGHTHOUSE_HOME' : 'DATABASE_URL'}.`,
        details: { unknown },
      },
    )
  }
  return Object.entries(steps).filter(([name]) => !applied.has(name))
}

async function readApplied(kysely: Kysely<Tables>, engine: Engine): Promise<Set<string>> {
  const table =
    engine === 'sqlite'
      ? sql`select name from sqlite_schema where type = 'table' and name = 'kysely_migration'`
      : sql`select 1 where to_regclass('kysely_migration') is not null`
  if ((await table.execute(kysely)).rows.length === 0) return new Set()
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(kysely)
  return new Set(rows.map(({ name }) => name))
}

/** The table is as Kysely's own migrator, which the first release used, has made it. */
async function record(transaction: Transaction<Tables>, name: string): Promise<void> {
  await sql`create table if not exists kysely_migration
    (name varchar(255) not null primary key, timestamp varchar(255) not null)`.execute(transaction)
  await sql`insert into kysely_migration (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(
    transaction,
  )
}
