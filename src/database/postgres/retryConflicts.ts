import { setTimeout as delay } from 'node:timers/promises'

import pg from 'pg'

import { isWeighthouseError } from '../../foundation/errors.ts'

const mostTries = 5
/** PostgreSQL took the transaction back, since another one stood in its way: serialization_failure, deadlock_detected. */
const conflicts = new Set(['40001', '40P01'])

/** Runs a transaction, and runs it again when PostgreSQL took it back for the sake of another. */
export async function retryConflicts<T>(transact: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transact()
    } catch (error) {
      if (tries === mostTries || !isConflict(error)) throw error
      // Two that met once would meet again if they waited equally long.
      await delay(Math.random() * 20 * 2 ** tries)
    }
  }
}

function isConflict(error: unknown): boolean {
  if (!isWeighthouseError(error, 'DATABASE_BUSY')) return false
  const { cause } = error
  return cause instanceof pg.DatabaseError && cause.code !== undefined && conflicts.has(cause.code)
}
