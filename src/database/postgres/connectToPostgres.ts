import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'

import type { PostgresDatabase, Turn } from '../database.ts'
import { guardDialect } from '../guardDialect.ts'
import type { Tables } from '../schema.ts'
import { checkServer } from './checkServer.ts'
import { convertPostgresError } from './convertPostgresError.ts'
import { describeServer } from './describeServer.ts'
import { letCopy } from './letCopy.ts'
import { retryConflicts } from './retryConflicts.ts'
import { valueReader } from './valueReader.ts'

/** How long to wait for another's lock. */
const patienceMs = 30_000
/** A transaction that asks nothing for so long belongs to a process that is stopped or cut off; its locks go. */
const abandonedMs = 60_000
/** First half of the advisory lock's key: the house. The second is the turn. */
const lockSpace = 0x5765_6967
const turns: Record<Turn, number> = { house: 1, jobs: 2, migration: 3 }

/**
 * Connects to the PostgreSQL database at `url`; its tables are as they were.
 * @throws WeighthouseError DATABASE_UNREACHABLE, DATABASE_BUSY, UNSUPPORTED, INVALID_CONFIG
 */
export async function connectToPostgres(url: string): Promise<PostgresDatabase> {
  const server = describeServer(url)
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'weighthouse',
    connectionTimeoutMillis: server.connectTimeoutMs,
    lock_timeout: patienceMs,
    idle_in_transaction_session_timeout: abandonedMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: { getTypeParser: valueReader },
  })
  // A connection that breaks tells its query, if it has one, and leaves the pool by itself; whoever needs one next gets
  // a new one. Nobody has to listen, but unheard, these events would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => {})
    letCopy(client)
  })
  pool.on('error', () => {})

  const dialect = guardDialect(new PostgresDialect({ pool }), {
    convertError: (error) => convertPostgresError(error, server, 'query'),
    convertConnectError: (error) =>
      convertPostgresError(error, server, pool.totalCount < pool.options.max ? 'connect' : 'wait'),
  })
  const kysely = new Kysely<Tables>({ dialect })
  const tails = new Map<Turn, Promise<unknown>>()

  /** Writes of this process wait for each other here, so that they do not take all connections while they do. */
  function inTurn<T>(turn: Turn, transact: () => Promise<T>): Promise<T> {
    const before = tails.get(turn) ?? Promise.resolve()
    const mine = before.then(() => retryConflicts(transact))
    tails.set(
      turn,
      mine.catch(() => undefined),
    )
    return mine
  }

  const database: PostgresDatabase = {
    engine: 'postgres',
    kysely,
    location: url,
    write: (work, { turn = 'house' } = {}) =>
      inTurn(turn, () =>
        kysely
          .transaction()
          // Each query sees what was committed before it, so also what the turns before this one have written.
          .setIsolationLevel('read committed')
          .execute(async (transaction) => {
            await sql`select pg_advisory_xact_lock(${lockSpace}::int4, ${turns[turn]}::int4)`.execute(transaction)
            return work(transaction)
          }),
      ),
    readTogether: (work) =>
      kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    async close() {
      await kysely.destroy()
      // Kysely ends only a pool that it has used.
      if (!pool.ending) await pool.end()
    },
  }
  try {
    await checkServer(kysely, server)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
