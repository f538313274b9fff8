import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Kysely, SqliteDialect } from 'kysely'

import { makeFolder } from '../../foundation/files/makeFolder.ts'
import type { SqliteDatabase } from '../database.ts'
import { guardDialect } from '../guardDialect.ts'
import type { Tables } from '../schema.ts'
import { convertOpenError, convertSqliteError } from './convertSqliteError.ts'
import { createStatementCache, describeForKysely, toStatements } from './statements.ts'
import { isLocked, waitForLock } from './waitForLock.ts'

/**
 * Opens (or creates) the SQLite file at `path`; its tables are as they were.
 * @throws WeighthouseError DATABASE_CORRUPT, HOME_UNWRITABLE, DATABASE_BUSY
 */
export async function connectToSqlite(path: string): Promise<SqliteDatabase> {
  let connection: DatabaseSync | undefined
  try {
    if (path !== ':memory:') await makeFolder(dirname(path))
    connection = connect(path)
    return createDatabase(path, connection)
  } catch (error) {
    if (connection?.isOpen) connection.close()
    throw convertOpenError(error, path)
  }
}

function connect(path: string): DatabaseSync {
  // Only what follows waits for others by itself; see waitForLock.ts.
  const connection = new DatabaseSync(path, { timeout: 30_000 })
  connection.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;
    PRAGMA busy_timeout = 0;
  `)
  return connection
}

function createDatabase(path: string, connection: DatabaseSync): SqliteDatabase {
  const cache = createStatementCache(connection)
  const statements = toStatements(cache)
  const convertError = (error: unknown) => convertSqliteError(error, path)
  const dialect = guardDialect(new SqliteDialect({ database: describeForKysely(connection, cache) }), {
    convertError,
    convertConnectError: convertError,
    run: (query) => waitForLock(query, isLocked),
    // A transaction that reads first and takes the write lock later would fail when another process came between.
    begin: ({ accessMode }) => connection.exec(accessMode === 'read only' ? 'BEGIN' : 'BEGIN IMMEDIATE'),
    // SQLite itself rolls back when the disk is full, for one.
    hasEnded: () => !connection.isTransaction,
  })
  const kysely = new Kysely<Tables>({ dialect })

  /** Runs a transaction when no other process writes. While it waits, other queries of this process go on. */
  async function whenFree<T>(transact: (begun: () => void) => Promise<T>): Promise<T> {
    let hasBegun = false
    const attempt = () => transact(() => (hasBegun = true))
    return waitForLock(attempt, (error) => !hasBegun && error instanceof Error && isLocked(error.cause))
  }

  return {
    engine: 'sqlite',
    kysely,
    location: path === ':memory:' ? undefined : path,
    statements,
    write: (work) =>
      whenFree((begun) =>
        kysely.transaction().execute((transaction) => {
          begun()
          return work(transaction)
        }),
      ),
    readTogether: (work) => kysely.transaction().setAccessMode('read only').execute(work),
    writeSync: (work) =>
      whenFree((begun) =>
        kysely.connection().execute(async () => {
          try {
            connection.exec('BEGIN IMMEDIATE')
            begun()
            const result = work(statements)
            connection.exec('COMMIT')
            return result
          } catch (error) {
            if (connection.isTransaction) connection.exec('ROLLBACK')
            throw convertError(error)
          }
        }),
      ),
    async close() {
      await kysely.destroy()
      // Kysely closes only what it has used.
      if (connection.isOpen) connection.close()
    },
  }
}
