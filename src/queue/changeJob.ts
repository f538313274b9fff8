import { sql, type Transaction } from 'kysely'

import type { JobTable, Tables } from '../database/schema.ts'
import { redactSecrets, WeighthouseError } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { JobLogLine, JobState } from './jobQueue.ts'

/** What a change may set: everything but what a job is (id, type, payload) and what every change sets by itself. */
export type JobChange = Partial<
  Pick<JobTable, 'progress' | 'result' | 'error' | 'attempts' | 'request' | 'worker_id' | 'lease_until'> & {
    state: JobState
    started_at: UtcMilliseconds | null
    finished_at: UtcMilliseconds | null
  }
>

/** The columns of a job that no worker holds. */
export const unheld = { worker_id: null, lease_until: null, request: null } as const

/**
 * The number of the next change. Taken inside a write of the turn `jobs`, so numbers grow in the order of commits,
 * whichever process makes them.
 */
export const nextSequence = sql<number>`(select coalesce(max(sequence), 0) + 1 from job)`

/** Reads one job. @throws WeighthouseError JOB_NOT_FOUND */
export async function findJob(transaction: Transaction<Tables>, id: string): Promise<JobTable> {
  const row = await transaction.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw jobNotFound(id)
  return row
}

/** Writes a change of one job, which must exist, and makes watchers see it. */
export async function changeJob(
  transaction: Transaction<Tables>,
  id: string,
  now: UtcMilliseconds,
  change: JobChange,
): Promise<JobTable> {
  const row = await transaction
    .updateTable('job')
    .set({ ...change, updated_at: now, sequence: nextSequence })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw jobNotFound(id)
  return row
}

/** Adds a line to a job's log, without secrets, and without NUL, which the database refuses. */
export async function addLogLine(
  transaction: Transaction<Tables>,
  id: string,
  now: UtcMilliseconds,
  level: JobLogLine['level'],
  message: string,
): Promise<void> {
  await transaction
    .insertInto('job_log')
    .values({ job_id: id, time: now, level, message: redactSecrets(message).replaceAll('\0', '') })
    .execute()
}

export function jobNotFound(id: string): WeighthouseError {
  return new WeighthouseError('JOB_NOT_FOUND', `There is no job ${JSON.stringify(id)}.`, {
    hint: 'See `weighthouse jobs list` for the ids.',
    details: { id },
  })
}
