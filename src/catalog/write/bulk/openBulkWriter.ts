import { randomUUID } from 'node:crypto'

import { sql, type Transaction } from 'kysely'

import type { Database } from '../../../database/database.ts'
import type { Tables } from '../../../database/schema.ts'
import { readSource } from '../../read/readSource.ts'
import type { BulkWriter } from '../createCatalogWriter.ts'
import { createWriter, type WriterOptions } from '../createWriter.ts'
import type { ModelStore } from '../store/modelStore.ts'
import { createPostgresModelStore } from '../store/postgresModelStore.ts'
import { createSqliteModelStore } from '../store/sqliteModelStore.ts'
import { walkKeys } from '../walkKeys.ts'
import { type BulkMark, dropIndexes, keepBulkMark, mendBulk, restoreIndexes } from './bulkMark.ts'
import { type BulkTables, codeOf, createBulkStore } from './createBulkStore.ts'
import { createHashStage } from './createHashStage.ts'
import { createPostgresBulkStore } from './createPostgresBulkStore.ts'
import { createTextTable } from './createTextTable.ts'

const leaseMs = 60_000
const closingMs = 10 * 60_000
const keysAtOnce = 20_000

/**
 * Pages in the write-ahead log and in memory: the same pages are written by every transaction, and to the database itself
 * only when the log is this long.
 */
const bulkPragmas = ['wal_autocheckpoint = 40000', 'cache_size = -131072'] as const
/** As connectToSqlite sets them. */
const usualPragmas = ['wal_autocheckpoint = 1000', 'cache_size = -16384', 'wal_checkpoint(TRUNCATE)'] as const

/** See CatalogWriter.openBulk. */
export async function openBulkWriter(options: WriterOptions): Promise<BulkWriter> {
  const { database, clock } = options
  const owner = randomUUID()
  const mark = await database.write(async (transaction): Promise<BulkMark> => {
    await mendBulk(transaction, clock())
    const made = { owner, until: clock() + leaseMs, indexSql: await dropIndexes(transaction, database.engine) }
    await keepBulkMark(transaction, made)
    return made
  })
  const tables: BulkTables = { ids: createTextTable(), values: createTextTable(), hashes: createHashStage() }
  let broken = false
  await setPragmas(database, bulkPragmas)
  await fillTables(database, tables)
  const writer = createWriter(options, {
    openStore: (transaction) => openBulkStore(database, transaction, tables),
    async begin(transaction) {
      // What comes last is kept for certain, and all that was written before with it.
      if (database.engine === 'postgres') await sql`SET LOCAL synchronous_commit = off`.execute(transaction)
      await keepBulkMark(transaction, { ...mark, until: clock() + leaseMs })
    },
  })

  return {
    async write(work) {
      if (broken) throw new Error('A write of this import has failed before.')
      try {
        return await writer.write(work)
      } catch (error) {
        // What memory holds of it is not in the database.
        broken = true
        throw error
      }
    },
    async close() {
      if (broken) {
        await database.write((transaction) => keepBulkMark(transaction, { ...mark, until: 0 }))
        await setPragmas(database, usualPragmas)
        return
      }
      await database.write((transaction) => keepBulkMark(transaction, { ...mark, until: clock() + closingMs }))
      for (const rows of tables.hashes.takeSorted()) {
        await database.write((transaction) => openUsualStore(database, transaction).addHashes(rows))
        await new Promise(setImmediate)
      }
      await database.write((transaction) => restoreIndexes(transaction, mark))
      // PostgreSQL would find out by itself in a minute, and plan badly until then.
      if (database.engine === 'postgres') {
        await sql`ANALYZE models, model_records, attributes, file_hashes`.execute(database.kysely)
      }
      await setPragmas(database, usualPragmas)
    },
  }
}

function openBulkStore(database: Database, transaction: Transaction<Tables>, tables: BulkTables): ModelStore {
  return database.engine === 'sqlite'
    ? createBulkStore(database.statements, tables)
    : createPostgresBulkStore(transaction, tables)
}

function openUsualStore(database: Database, transaction: Transaction<Tables>): ModelStore {
  return database.engine === 'sqlite'
    ? createSqliteModelStore(database.statements)
    : createPostgresModelStore(transaction)
}

async function setPragmas({ engine, kysely }: Database, pragmas: readonly string[]): Promise<void> {
  if (engine === 'postgres') return
  for (const pragma of pragmas) await sql.raw(`PRAGMA ${pragma}`).execute(kysely)
}

async function fillTables({ kysely }: Database, { ids, values }: BulkTables): Promise<void> {
  for await (const { from, to } of walkKeys(kysely, { size: keysAtOnce })) {
    const rows = await kysely
      .selectFrom('models')
      .select(['key', 'source', 'source_id'])
      .where('key', '>=', from)
      .where('key', '<=', to)
      .execute()
    for (const { key, source, source_id } of rows) ids.add(codeOf(readSource(source)), source_id, key)
  }
  let last: number | undefined = 0
  do {
    const rows: { key: number; kind: number; value: string }[] = await kysely
      .selectFrom('attributes')
      .selectAll()
      .where('key', '>', last)
      .orderBy('key')
      .limit(keysAtOnce)
      .execute()
    for (const { key, kind, value } of rows) values.add(kind, value, key)
    last = rows.at(-1)?.key
    await new Promise(setImmediate)
  } while (last !== undefined)
}
