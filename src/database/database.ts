import type { Kysely } from 'kysely'

import type { Tables } from './schema.ts'

/**
 * The house's tables.
 *
 * - `kysely` runs queries; a transaction holds the only write connection, so never await I/O inside one.
 * - `writeSync` runs prepared statements in one transaction of its own, for bulk work; nothing else runs meanwhile.
 * - Several processes may have the same database open; a writer waits up to 30 s for another, then DATABASE_BUSY.
 * - A process that dies leaves the last committed state.
 */
export interface Database {
  readonly engine: 'sqlite'
  readonly kysely: Kysely<Tables>
  /** Runs `work` inside BEGIN IMMEDIATE … COMMIT; rolls back when it throws. `work` must not await. */
  writeSync<T>(work: (statements: Statements) => T): Promise<T>
  close(): Promise<void>
}

/** SQL with `?` parameters, prepared once and kept. */
export interface Statements {
  all<Row>(sql: string, ...parameters: SqlValue[]): Row[]
  get<Row>(sql: string, ...parameters: SqlValue[]): Row | undefined
  run(sql: string, ...parameters: SqlValue[]): { changes: number; lastInsertRowid: number }
}

export type SqlValue = string | number | bigint | null | Uint8Array
