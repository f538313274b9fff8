import type { Transaction } from 'kysely'

import type { JobTable, Tables } from '../database/schema.ts'
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
export async function cancelJob(transaction: Transaction<Tables>, id: string, now: UtcMilliseconds): Promise<JobTable> {
  const row = await findJob(transaction, id)
  if (row.state === 'cancelled' || row.request === 'cancel') return hasLapsed(row, now) ? end() : row
  if (row.state === 'completed' || row.state === 'failed') {
    throw conflict(row, 'cancelled', 'Only work that has not ended can be cancelled.')
  }
  if (row.state === 'running' && !hasLapsed(row, now)) {
    await addLogLine(transaction, id, now, 'info', 'asked to cancel')
    return changeJob(transaction, id, now, { request: 'cancel' })
  }
  return end()

  async function end(): Promise<JobTable> {
    await addLogLine(transaction, id, now, 'info', 'cancelled')
    return changeJob(transaction, id, now, { ...unheld, state: 'cancelled', finished_at: now })
  }
}

/** Sets a job aside, or asks its worker to. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export async function pauseJob(transaction: Transaction<Tables>, id: string, now: UtcMilliseconds): Promise<JobTable> {
  const row = await findJob(transaction, id)
  if (row.state === 'paused') return row
  if (row.state !== 'pending' && row.state !== 'running') {
    throw conflict(row, 'paused', 'Only work that has not ended can be paused.')
  }
  if (row.request === 'cancel') {
    throw conflict(row, 'paused', 'It is being cancelled. `weighthouse jobs retry` starts it again afterwards.')
  }
  if (row.state === 'running' && !hasLapsed(row, now)) {
    if (row.request === 'pause') return row
    await addLogLine(transaction, id, now, 'info', 'asked to pause')
    return changeJob(transaction, id, now, { request: 'pause' })
  }
  await addLogLine(transaction, id, now, 'info', 'paused')
  return changeJob(transaction, id, now, { ...unheld, state: 'paused' })
}

/** Lets a paused job go on. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export async function resumeJob(transaction: Transaction<Tables>, id: string, now: UtcMilliseconds): Promise<JobTable> {
  const row = await findJob(transaction, id)
  switch (row.state) {
    case 'pending':
      return row
    case 'running':
      return row.request === 'pause' ? askAgain(transaction, row, now) : row
    case 'paused':
      await addLogLine(transaction, id, now, 'info', 'resumed')
      return changeJob(transaction, id, now, { ...unheld, state: 'pending' })
    default:
      throw conflict(row, 'resumed', `Start it again with \`weighthouse jobs retry ${id}\`.`)
  }
}

/**
 * Takes back what a running job was asked. Its worker may have been told already; `again` then sends the job back to
 * the others when that worker stops.
 */
export async function askAgain(
  transaction: Transaction<Tables>,
  row: JobTable,
  now: UtcMilliseconds,
): Promise<JobTable> {
  if (row.state !== 'running' || row.request === null || row.request === 'again') return row
  await addLogLine(transaction, row.id, now, 'info', 'asked to go on')
  return changeJob(transaction, row.id, now, { request: 'again' })
}

/** Makes a finished job pending again, with the same payload. @throws WeighthouseError JOB_NOT_FOUND, CONFLICT */
export async function retryJob(transaction: Transaction<Tables>, id: string, now: UtcMilliseconds): Promise<JobTable> {
  const row = await findJob(transaction, id)
  if (row.state !== 'completed' && row.state !== 'failed' && row.state !== 'cancelled') {
    throw conflict(row, 'retried', `It has not ended; watch it with \`weighthouse jobs show ${id}\`.`)
  }
  const other = row.dedupe_key === null ? undefined : await findActiveJob(transaction, row.dedupe_key)
  if (other) {
    throw conflict(row, 'retried', `The job ${other.id} does the same work and is ${other.state}.`)
  }
  await addLogLine(transaction, id, now, 'info', 'retried')
  return changeJob(transaction, id, now, {
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
export function findActiveJob(transaction: Transaction<Tables>, dedupeKey: string): Promise<JobTable | undefined> {
  return transaction
    .selectFrom('job')
    .selectAll()
    .where('dedupe_key', '=', dedupeKey)
    .where('state', 'in', ['pending', 'running', 'paused'])
    .executeTakeFirst()
}

function conflict(row: JobTable, wanted: string, hint: string): WeighthouseError {
  return new WeighthouseError('CONFLICT', `The job ${row.id} is ${row.state} and cannot be ${wanted}.`, {
    hint,
    details: { id: row.id, state: row.state },
  })
}
