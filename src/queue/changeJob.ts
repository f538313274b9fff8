import type { SqlValue, Statements } from '../database/database.ts'
import type { JobTable } from '../database/schema.ts'
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
 * The number of the next change. Taken inside a write transaction, so numbers grow in the order of commits, whichever
 * process makes them.
 */
export const nextSequence = '(SELECT coalesce(max(sequence), 0) + 1 FROM job)'

/** Reads one job. @throws WeighthouseError JOB_NOT_FOUND */
export function findJob(statements: Statements, id: string): JobTable {
  const row = statements.get<JobTable>('SELECT * FROM job WHERE id = ?', id)
  if (!row) throw jobNotFound(id)
  return row
}

/** Writes a change of one job, which must exist, and makes watchers see it. */
export function changeJob(statements: Statements, id: string, now: UtcMilliseconds, change: JobChange): JobTable {
  const columns = Object.entries(change) as [string, SqlValue][]
  const assignments = columns.map(([column]) => `${column} = ?, `).join('')
  const row = statements.get<JobTable>(
    `UPDATE job SET ${assignments}updated_at = ?, sequence = ${nextSequence} WHERE id = ? RETURNING *`,
    ...columns.map(([, value]) => value),
    now,
    id,
  )
  if (!row) throw jobNotFound(id)
  return row
}

/** Adds a line to a job's log, without secrets. */
export function addLogLine(
  statements: Statements,
  id: string,
  now: UtcMilliseconds,
  level: JobLogLine['level'],
  message: string,
): void {
  statements.run(
    'INSERT INTO job_log (job_id, time, level, message) VALUES (?, ?, ?, ?)',
    id,
    now,
    level,
    redactSecrets(message),
  )
}

export function jobNotFound(id: string): WeighthouseError {
  return new WeighthouseError('JOB_NOT_FOUND', `There is no job ${JSON.stringify(id)}.`, {
    hint: 'See `weighthouse jobs list` for the ids.',
    details: { id },
  })
}
