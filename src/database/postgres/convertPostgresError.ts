import pg from 'pg'

import { WeighthouseError } from '../../foundation/errors.ts'
import { nulRefused } from '../guardDialect.ts'
import type { PostgresServer } from './describeServer.ts'

/** Where it failed: a query; while connecting; while waiting for one of the connections that are all in use. */
export type FailedAt = 'query' | 'connect' | 'wait'

/** Gives PostgreSQL's failures that a user can mend their own code; returns everything else unchanged. */
export function convertPostgresError(error: unknown, server: PostgresServer, at: FailedAt): unknown {
  if (!(error instanceof Error) || error instanceof WeighthouseError) return error
  if (error instanceof pg.DatabaseError) return convertRefusal(error, server)
  const { host, connectTimeoutMs } = server
  switch (at) {
    case 'wait':
      return new WeighthouseError(
        'DATABASE_BUSY',
        `All connections to ${host} have been in use for ${connectTimeoutMs / 1000} seconds.`,
        {
          hint: 'Wait for the work in hand to finish, then try again.',
          details: { host },
          cause: error,
        },
      )
    case 'query':
      // What pg says by itself is a plain Error, and always that the connection is gone; bugs are TypeErrors and such.
      if (error.constructor !== Error) return error
      return new WeighthouseError('DATABASE_UNREACHABLE', `The connection to the PostgreSQL server ${host} broke.`, {
        hint: 'Finished work is kept: try again when the server is back.',
        details: { host },
        cause: error,
      })
    case 'connect':
      return new WeighthouseError('DATABASE_UNREACHABLE', `No PostgreSQL server answers at ${host}.`, {
        hint: 'Start it, or mend the address in DATABASE_URL; without one the database is a file in WEIGHTHOUSE_HOME.',
        details: { host },
        cause: error,
      })
  }
}

/** What the server itself said, by its code: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function convertRefusal(error: pg.DatabaseError, { host, database }: PostgresServer): unknown {
  const sqlState = error.code ?? ''
  const options = (hint: string) => ({ hint, details: { host, database, sqlState }, cause: error })
  switch (sqlState) {
    case '22021': // character_not_in_repertoire
      return nulRefused(error)
    case '28000': // invalid_authorization_specification
    case '28P01': // invalid_password
      return new WeighthouseError(
        'DATABASE_UNREACHABLE',
        `The PostgreSQL server ${host} refuses the login.`,
        options('Check user and password in DATABASE_URL.'),
      )
    case '3D000': // invalid_catalog_name
      return new WeighthouseError(
        'DATABASE_UNREACHABLE',
        `The PostgreSQL server ${host} has no database ${database}.`,
        options(`Make it: createdb ${database}`),
      )
    case '42501': // insufficient_privilege
    case '25006': // read_only_sql_transaction
      return new WeighthouseError(
        'PERMISSION_DENIED',
        `The PostgreSQL server ${host} does not let this user write to the database ${database}: ${error.message}`,
        options('Make the user of DATABASE_URL the owner of the database, on the server that takes writes.'),
      )
    case '40001': // serialization_failure
    case '40P01': // deadlock_detected
    case '55P03': // lock_not_available
    case '53300': // too_many_connections
      return new WeighthouseError(
        'DATABASE_BUSY',
        `The database ${database} at ${host} is busy: ${error.message}`,
        options('Wait for the other processes to finish, then run the command again.'),
      )
    case '53100': // disk_full
      return new WeighthouseError(
        'DISK_FULL',
        `The disk of the PostgreSQL server ${host} is full.`,
        options('Free some space, then run the same command again: finished work is kept.'),
      )
    case 'XX001': // data_corrupted
    case 'XX002': // index_corrupted
      return new WeighthouseError(
        'DATABASE_CORRUPT',
        `The database ${database} at ${host} is damaged: ${error.message}`,
        options('Restore it from a backup, or make an empty database and run `weighthouse sync`.'),
      )
    default:
      return isEnding(sqlState)
        ? new WeighthouseError(
            'DATABASE_UNREACHABLE',
            `The PostgreSQL server ${host} is starting, stopping or has ended the connection: ${error.message}`,
            options('Finished work is kept: try again in a moment.'),
          )
        : error
  }
}

/** Class 08, connection exceptions; and what a server says before it closes a connection by itself. */
function isEnding(sqlState: string): boolean {
  return sqlState.startsWith('08') || ['57P01', '57P02', '57P03', '57P05', '25P03', '25P04'].includes(sqlState)
}
