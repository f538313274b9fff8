import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { SqliteDatabase as KyselySqliteDatabase } from 'kysely'

import type { SqlValue, Statements } from '../database.ts'

interface KeptStatement {
  statement: StatementSync
  /** It gives rows. */
  reader: boolean
}

/** Prepares each SQL text once; Kysely's repeat, and so do ours. */
export type StatementCache = (sql: string) => KeptStatement

const mostKept = 500

export function createStatementCache(connection: DatabaseSync): StatementCache {
  const kept = new Map<string, KeptStatement>()
  return (sql) => {
    const known = kept.get(sql)
    if (known) return known
    if (kept.size >= mostKept) kept.clear()
    const statement = connection.prepare(sql)
    const made = { statement, reader: statement.columns().length > 0 }
    kept.set(sql, made)
    return made
  }
}

/** The connection as Kysely's SQLite driver wants it. */
export function describeForKysely(connection: DatabaseSync, cache: StatementCache): KyselySqliteDatabase {
  return {
    close: () => connection.close(),
    prepare(sql) {
      const { statement, reader } = cache(sql)
      return {
        reader,
        all: (parameters) => statement.all(...(parameters as SqlValue[])),
        run: (parameters) => statement.run(...(parameters as SqlValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SqlValue[])),
      }
    },
  }
}

export function toStatements(cache: StatementCache): Statements {
  return {
    all: <Row>(sql: string, ...parameters: SqlValue[]) => cache(sql).statement.all(...parameters) as Row[],
    get: <Row>(sql: string, ...parameters: SqlValue[]) => cache(sql).statement.get(...parameters) as Row | undefined,
    run(sql, ...parameters) {
      const { changes, lastInsertRowid } = cache(sql).statement.run(...parameters)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
  }
}
