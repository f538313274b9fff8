import type { Statements } from '../database/database.ts'
import type { JobTable } from '../database/schema.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { addLogLine, changeJob, findJob, unheld } from './changeJob.ts'
import { hasLapsed } from './claimJob.ts'

/*
 * What users ask of a job.
 *
 *             pending     running           paused      completed   failed     cancelled
 *   cancel    cancelled   told its worker   cancelled   CONFLICT    CONFLICT   –
 *   pause     paused      told its worker   –           CONFLICT    CONFLICT   CONFLICT
 *   resume    –           pause taken back  pending     CONFLICT    CONFLICT   CONFLICT
 *   enqueue   –           all taken back    –           a new job   a new job  a new job      (with its dedupe key, not for a worker)
 *   retry     CONFLICT    CONFLICT          CONFLICT    pending     pending    pending
 */

/** Ends a job, or asks its worker to. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export function cancelJob(statements: Statements, id: string, now: UtcMilliseconds): JobTable {
  const row = findJob(statements, id)
  if (row.state === 'cancelled' || row.request === 'cancel') return endIfLapsed(row)
  if (row.state === 'completed' || row.state === 'failed') {
    throw conflict(row, 'cancelled', 'Only work that has not ended can be cancelled.')
  }
  if (row.state === 'running' && !hasLapsed(row, now)) {
    addLogLine(statements, id, now, 'info', 'asked to cancel')
    return changeJob(statements, id, now, { request: 'cancel' })
  }
  return end()

  function endIfLapsed(row: JobTable): JobTable {
    return hasLapsed(row, now) ? end() : row
  }
  function end(): JobTable {
    addLogLine(statements, id, now, 'info', 'cancelled')
    return changeJob(statements, id, now, { ...unheld, state: 'cancelled', finished_at: now })
  }
}

/** Sets a job aside, or asks its worker to. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export function pauseJob(statements: Statements, id: string, now: UtcMilliseconds): JobTable {
  const row = findJob(statements, id)
  if (row.state === 'paused') return row
  if (row.state !== 'pending' && row.state !== 'running') {
    throw conflict(row, 'paused', 'Only work that has not ended can be paused.')
  }
  if (row.request === 'cancel') {
    throw conflict(row, 'paused', 'It is being cancelled. `weighthouse jobs retry` starts it again afterwards.')
  }
  if (row.state === 'running' && !hasLapsed(row, now)) {
    if (row.request === 'pause') return row
    addLogLine(statements, id, now, 'info', 'asked to pause')
    return changeJob(statements, id, now, { request: 'pause' })
  }
  addLogLine(statements, id, now, 'info', 'paused')
  return changeJob(statements, id, now, { ...unheld, state: 'paused' })
}

/** Lets a paused job go on. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export function resumeJob(statements: Statements, id: string, now: UtcMilliseconds): JobTable {
  const row = findJob(statements, id)
  switch (row.state) {
    case 'pending':
      return row
    case 'running':
      return row.request === 'pause' ? askAgain(statements, row, now) : row
    case 'paused':
      addLogLine(statements, id, now, 'info', 'resumed')
      return changeJob(statements, id, now, { ...unheld, state: 'pending' })
    default:
      throw conflict(row, 'resumed', `Start it again with \`weighthouse jobs retry ${id}\`.`)
  }
}

/**
 * Takes back what a running job was asked. Its worker may have been told already; `again` then sends the job back to
 * the others when that worker stops.
 */
export function askAgain(statements: Statements, row: JobTable, now: UtcMilliseconds): JobTable {
  if (row.state !== 'running' || row.request === null || row.request === 'again') return row
  addLogLine(statements, row.id, now, 'info', 'asked to go on')
  return changeJob(statements, row.id, now, { request: 'again' })
}

/** Makes a finished job pending again, with the same payload. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export function retryJob(statements: Statements, id: string, now: UtcMilliseconds): JobTable {
  const row = findJob(statements, id)
  if (row.state !== 'completed' && row.state !== 'failed' && row.state !== 'cancelled') {
    throw conflict(row, 'retried', `It has not ended; watch it with \`weighthouse jobs show ${id}\`.`)
  }
  const other = row.dedupe_key === null ? undefined : findActiveJob(statements, row.dedupe_key)
  if (other) {
    throw conflict(row, 'retried', `The job ${other.id} does the same work and is ${other.state}.`)
  }
  addLogLine(statements, id, now, 'info', 'retried')
  return changeJob(statements, id, now, {
    ...unheld,
    state: 'pending',
    attempts: 0,
    progress: null,
    result: null,
    error: null,
    started_at: null,
    finished_at: null,
  })
}

/** The job with this key that has not ended, if there is one. There is never a second. */
export function findActiveJob(statements: Statements, dedupeKey: string): JobTable | undefined {
  return statements.get<JobTable>(
    `SELECT * FROM job WHERE dedupe_key = ? AND state IN ('pending', 'running', 'paused')`,
    dedupeKey,
  )
}

function conflict(row: JobTable, wanted: string, hint: string): WeighthouseError {
  return new WeighthouseError('CONFLICT', `The job ${row.id} is ${row.state} and cannot be ${wanted}.`, {
    hint,
    details: { id: row.id, state: row.state },
  })
}
