import type { Transaction } from 'kysely'

import type { JobTable, Tables } from '../database/schema.ts'
import { redactSecrets } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { addLogLine, changeJob, type JobChange, unheld } from './changeJob.ts'
import type { Job } from './jobQueue.ts'

/** Makes the change if the worker still holds the job; false when it does not. */
export async function changeHeldJob(
  transaction: Transaction<Tables>,
  held: { id: string; workerId: string; now: UtcMilliseconds },
  change: (row: JobTable) => JobChange | Promise<JobChange>,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('job')
    .selectAll()
    .where('id', '=', held.id)
    .where('worker_id', '=', held.workerId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (!row) return false
  await changeJob(transaction, held.id, held.now, await change(row))
  return true
}

/** The change that ends a job well. */
export function completion(now: UtcMilliseconds, result: Record<string, unknown>): JobChange {
  return { ...unheld, state: 'completed', finished_at: now, result: JSON.stringify(result), error: null }
}

/** The change that ends a job with an error. */
export function failure(now: UtcMilliseconds, error: NonNullable<Job['error']>): JobChange {
  const { code, message, hint } = error
  const redacted = { code, message: redactSecrets(message), hint: hint === undefined ? hint : redactSecrets(hint) }
  return { ...unheld, state: 'failed', finished_at: now, error: JSON.stringify(redacted) }
}

/**
 * The change for a worker that stopped before the end. A cancel that was asked for wins; a wish that was taken
 * back meanwhile sends the job back to the others. The try ended in order, so it is not counted.
 */
export async function stop(
  transaction: Transaction<Tables>,
  row: JobTable,
  now: UtcMilliseconds,
  wanted: 'cancelled' | 'paused' | 'pending',
): Promise<JobChange> {
  const state = stateAfterStop(row.request, wanted)
  await addLogLine(transaction, row.id, now, 'info', state === 'pending' ? 'handed back by its worker' : state)
  if (state === 'cancelled') return { ...unheld, state, finished_at: now }
  return { ...unheld, state, attempts: Math.max(0, row.attempts - 1) }
}

function stateAfterStop(request: string | null, wanted: 'cancelled' | 'paused' | 'pending') {
  if (request === 'cancel') return 'cancelled'
  if (request === 'pause') return 'paused'
  return request === 'again' ? 'pending' : wanted
}
