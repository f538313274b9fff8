import type { Kysely, Transaction } from 'kysely'

import type { Tables } from './schema.ts'

/**
 * The house's tables, in SQLite or PostgreSQL.
 *
 * - `kysely` runs queries in SQL that both engines understand; int8 and numeric come as number (an integer beyond 2^53
 *   is an error), a comparison as 0 or 1, bytea and BLOB as Uint8Array. Text sorts by its bytes, and `lower` changes
 *   the letters A to Z only.
 * - Text that holds a NUL character is refused with INVALID_ARGUMENT, since PostgreSQL has none; whoever writes text
 *   from outside takes it out before.
 * - `write` runs one transaction that may write. Never await anything but the transaction's own queries inside it. One
 *   write goes after the other (see {@link WriteOptions}), so nothing that it read can have changed, and keys grow in
 *   the order of commits. On PostgreSQL `work` is run again after a deadlock, so it changes nothing but the database;
 *   and after a query failed, the transaction cannot go on.
 * - Several processes may have the same database open; a writer waits up to 30 s for another, then DATABASE_BUSY.
 * - A process that dies leaves the last committed state.
 * - On PostgreSQL, a query `COPY … FROM STDIN` takes what is to be copied as its only parameter; see
 *   postgres/copyRows.ts.
 *
 * Every query may throw DATABASE_BUSY, DATABASE_CORRUPT, DISK_FULL, and on PostgreSQL DATABASE_UNREACHABLE.
 */
interface CommonDatabase {
  readonly kysely: Kysely<Tables>
  /** What opens it once more, in another thread or process: see openDatabase. Undefined where only this one can. */
  readonly location: string | undefined
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>, options?: WriteOptions): Promise<T>
  /** One state of the database for several queries. Writes nothing. */
  readTogether<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>
  close(): Promise<void>
}

interface WriteOptions {
  /**
   * On PostgreSQL, writes of the same turn go one after the other, and those of different turns beside each other: a
   * long sync does not keep a worker from its jobs. All who write a table take the same turn. On SQLite, which has one
   * writer anyway, it means nothing. Default `house`.
   */
  turn?: Turn | undefined
}

export type Turn = 'house' | 'jobs' | 'migration'

export interface SqliteDatabase extends CommonDatabase {
  readonly engine: 'sqlite'
  /** As `write`, with prepared statements instead of queries, for bulk work. `work` must not await. */
  writeSync<T>(work: (statements: Statements) => T): Promise<T>
  /** The prepared statements of the same connection, for use inside `write`'s `work`, between its awaits. */
  readonly statements: Statements
}

export interface PostgresDatabase extends CommonDatabase {
  readonly engine: 'postgres'
}

export type Database = SqliteDatabase | PostgresDatabase

/** SQL with `?` parameters, prepared once and kept. */
export interface Statements {
  all<Row>(sql: string, ...parameters: SqlValue[]): Row[]
  get<Row>(sql: string, ...parameters: SqlValue[]): Row | undefined
  run(sql: string, ...parameters: SqlValue[]): { changes: number; lastInsertRowid: number }
}

export type SqlValue = string | number | bigint | null | Uint8Array
