import type {
  AbortableOperationOptions,
  CompiledQuery,
  DatabaseConnection,
  Dialect,
  Driver,
  TransactionSettings,
} from 'kysely'

import { WeighthouseError } from '../foundation/errors.ts'

/** What an engine does its own way. */
export interface DialectGuard {
  /** Gives a failure that a user can mend its code; returns everything else unchanged. */
  convertError(error: unknown): unknown
  /** The same for a failure to get a connection. */
  convertConnectError(error: unknown): unknown
  /** Begins a transaction in another way than Kysely does. */
  begin?(settings: TransactionSettings): void
  /** Runs a query in another way than at once. */
  run?<T>(query: () => Promise<T>): Promise<T>
  /** True when there is nothing to roll back any more. */
  hasEnded?(): boolean
}

/** A dialect whose every query refuses text that PostgreSQL cannot keep, and throws errors that people understand. */
export function guardDialect(dialect: Dialect, guard: DialectGuard): Dialect {
  return {
    createDriver: () => guardDriver(dialect.createDriver(), guard),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (kysely) => dialect.createIntrospector(kysely),
  }
}

function guardDriver(driver: Driver, guard: DialectGuard): Driver {
  const guarded = new WeakSet<DatabaseConnection>()
  return {
    init: (options) => driver.init(options),
    async acquireConnection(options) {
      try {
        const connection = await driver.acquireConnection(options)
        if (!guarded.has(connection)) {
          guarded.add(connection)
          guardConnection(connection, guard)
        }
        return connection
      } catch (error) {
        throw guard.convertConnectError(error)
      }
    },
    async beginTransaction(connection, settings) {
      if (!guard.begin) return driver.beginTransaction(connection, settings)
      try {
        guard.begin(settings)
      } catch (error) {
        throw guard.convertError(error)
      }
    },
    commitTransaction: (connection) => driver.commitTransaction(connection),
    async rollbackTransaction(connection) {
      if (guard.hasEnded?.()) return
      try {
        await driver.rollbackTransaction(connection)
      } catch {
        // Only a connection that broke cannot roll back. The database has done it then, and the error that led here,
        // which is thrown next, says more.
      }
    },
    releaseConnection: (connection, options) => driver.releaseConnection(connection, options),
    destroy: (options) => driver.destroy(options),
  }
}

/** Kysely's drivers know their connections by identity, so the methods are replaced rather than the object wrapped. */
function guardConnection(connection: DatabaseConnection, guard: DialectGuard): void {
  const executeQuery = connection.executeQuery.bind(connection)
  connection.executeQuery = async <R>(query: CompiledQuery, options?: AbortableOperationOptions) => {
    refuseNul(query.parameters)
    try {
      const run = () => executeQuery<R>(query, options)
      return await (guard.run ? guard.run(run) : run())
    } catch (error) {
      throw guard.convertError(error)
    }
  }
}

function refuseNul(parameters: readonly unknown[]): void {
  for (const parameter of parameters) {
    if (typeof parameter === 'string' && parameter.includes('\0')) throw nulRefused()
  }
}

/** The error for text that PostgreSQL cannot keep. */
export function nulRefused(cause?: unknown): WeighthouseError {
  return new WeighthouseError(
    'INVALID_ARGUMENT',
    'The text holds a NUL character, which cannot be kept or looked for.',
    {
      hint: 'Take it out.',
      cause,
    },
  )
}
