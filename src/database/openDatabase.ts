import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

import { Kysely, SqliteDialect } from 'kysely'

import { WeighthouseError } from '../foundation/errors.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import type { Database, SqlValue, Statements } from './database.ts'
import { migrateDatabase } from './migrateDatabase.ts'
import type { Tables } from './schema.ts'

/**
 * Opens (or creates) the SQLite database at `path` and brings its tables up to date.
 *
 * @throws WeighthouseError DATABASE_CORRUPT when the file is not a database or its integrity is broken;
 *   HOME_UNWRITABLE when it cannot be created; DATABASE_BUSY when another process holds it for more than 30 s
 */
export async function openDatabase(path: string): Promise<Database> {
  let connection: DatabaseSync | undefined
  try {
    if (path !== ':memory:') await makeFolder(dirname(path))
    connection = connect(path)
    const statements = new Map<string, StatementSync>()
    const database = describeForKysely(connection, statements)
    const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
    await migrateDatabase(connection, kysely)
    return createDatabase(path, connection, kysely, createStatements(connection, statements))
  } catch (error) {
    if (connection?.isOpen) connection.close()
    throw convertSqliteError(error, path)
  }
}

function connect(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: 30_000 })
  connection.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -65536;
    PRAGMA mmap_size = 268435456;
  `)
  return connection
}

function createDatabase(
  path: string,
  connection: DatabaseSync,
  kysely: Kysely<Tables>,
  statements: Statements,
): Database {
  return {
    engine: 'sqlite',
    kysely,
    writeSync: (work) =>
      kysely.connection().execute(async () => {
        try {
          connection.exec('BEGIN IMMEDIATE')
          const result = work(statements)
          connection.exec('COMMIT')
          return result
        } catch (error) {
          if (connection.isTransaction) connection.exec('ROLLBACK')
          throw convertSqliteError(error, path)
        }
      }),
    close: () => kysely.destroy(),
  }
}

/** The statement as Kysely's SQLite driver wants it; statements are kept, since Kysely's SQL texts repeat. */
function describeForKysely(connection: DatabaseSync, kept: Map<string, StatementSync>) {
  return {
    close: () => connection.close(),
    prepare(sql: string) {
      const statement = prepareOnce(connection, kept, sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...(parameters as SqlValue[])),
        run: (parameters: readonly unknown[]) => statement.run(...(parameters as SqlValue[])),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as SqlValue[])),
      }
    },
  }
}

function createStatements(connection: DatabaseSync, kept: Map<string, StatementSync>): Statements {
  return {
    all: <Row>(sql: string, ...parameters: SqlValue[]) =>
      prepareOnce(connection, kept, sql).all(...parameters) as Row[],
    get: <Row>(sql: string, ...parameters: SqlValue[]) =>
      prepareOnce(connection, kept, sql).get(...parameters) as Row | undefined,
    run(sql, ...parameters) {
      const { changes, lastInsertRowid } = prepareOnce(connection, kept, sql).run(...parameters)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
  }
}

const mostKeptStatements = 500

function prepareOnce(connection: DatabaseSync, kept: Map<string, StatementSync>, sql: string): StatementSync {
  const known = kept.get(sql)
  if (known) return known
  if (kept.size >= mostKeptStatements) kept.clear()
  const statement = connection.prepare(sql)
  kept.set(sql, statement)
  return statement
}

// Primary result codes: https://sqlite.org/rescode.html
const sqliteBusy = 5
const sqliteReadonly = 8
const sqliteCorrupt = 11
const sqliteFull = 13
const sqliteCantOpen = 14
const sqliteNotADatabase = 26

/** Gives SQLite failures that a user can mend their own code; returns everything else unchanged. */
function convertSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof WeighthouseError) return error
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
  const details = { path }
  switch (code) {
    case sqliteCorrupt:
    case sqliteNotADatabase:
      return new WeighthouseError('DATABASE_CORRUPT', `The database ${path} is damaged or is not a database.`, {
        hint: `Move it aside (mv "${path}" "${path}.broken") and run \`weighthouse sync\` and \`weighthouse scan --rebuild\`: catalog and library are made again, blobs and models are untouched.`,
        details,
        cause: error,
      })
    case sqliteCantOpen:
    case sqliteReadonly:
      return new WeighthouseError('HOME_UNWRITABLE', `The database ${path} cannot be opened for writing.`, {
        hint: 'Give your user write access to that folder, or set WEIGHTHOUSE_HOME to another one.',
        details,
        cause: error,
      })
    case sqliteBusy:
      return new WeighthouseError(
        'DATABASE_BUSY',
        `Another process has been writing to ${path} for more than 30 seconds.`,
        {
          hint: 'Wait for it to finish, then run the command again.',
          details,
          cause: error,
        },
      )
    case sqliteFull:
      return new WeighthouseError('DISK_FULL', `The disk of ${path} is full.`, {
        hint: 'Free some space, then run the same command again: finished work is kept.',
        details,
        cause: error,
      })
    default:
      if (
        'code' in error &&
        (error.code === 'EACCES' ||
          error.code === 'EPERM' ||
          error.code === 'EROFS' ||
          error.code === 'ENOENT' ||
          error.code === 'ENOTDIR' ||
          error.code === 'EEXIST')
      ) {
        return new WeighthouseError(
          'HOME_UNWRITABLE',
          `The folder ${dirname(path)} cannot be made or written: ${error.message}`,
          {
            hint: 'Give your user write access to it, or set WEIGHTHOUSE_HOME to another folder.',
            details,
            cause: error,
          },
        )
      }
      return error
  }
}
