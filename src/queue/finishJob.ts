import type { Statements } from '../database/database.ts'
import type { JobTable } from '../database/schema.ts'
import { redactSecrets } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { addLogLine, changeJob, type JobChange, unheld } from './changeJob.ts'
import type { Job } from './jobQueue.ts'

/** Makes the change if the worker still holds the job; false when it does not. */
export function changeHeldJob(
  statements: Statements,
  held: { id: string; workerId: string; now: UtcMilliseconds },
  change: (row: JobTable) => JobChange,
): boolean {
  const row = statements.get<JobTable>(
    `SELECT * FROM job WHERE id = ? AND worker_id = ? AND state = 'running'`,
    held.id,
    held.workerId,
  )
  if (!row) return false
  changeJob(statements, held.id, held.now, change(row))
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
export function stop(
  statements: Statements,
  row: JobTable,
  now: UtcMilliseconds,
  wanted: 'cancelled' | 'paused' | 'pending',
): JobChange {
  const state = stateAfterStop(row.request, wanted)
  addLogLine(statements, row.id, now, 'info', state === 'pending' ? 'handed back by its worker' : state)
  if (state === 'cancelled') return { ...unheld, state, finished_at: now }
  return { ...unheld, state, attempts: Math.max(0, row.attempts - 1) }
}

function stateAfterStop(request: string | null, wanted: 'cancelled' | 'paused' | 'pending') {
  if (request === 'cancel') return 'cancelled'
  if (request === 'pause') return 'paused'
  return request === 'again' ? 'pending' : wanted
}
