import type { Statements } from '../database/database.ts'
import type { JobTable } from '../database/schema.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { addLogLine, changeJob, nextSequence, unheld } from './changeJob.ts'
import type { Job } from './jobQueue.ts'

/** How many processes may die over a job before the job is held responsible. */
const mostDeaths = 5

/** Who claims, what, and until when. */
export interface Claim {
  workerId: string
  now: UtcMilliseconds
  leaseUntil: UtcMilliseconds
}

const claimAssignments = `state = 'running', worker_id = ?, lease_until = ?, request = NULL, attempts = attempts + 1,
  started_at = coalesce(started_at, ?), finished_at = NULL, updated_at = ?, sequence = ${nextSequence}`

/** Gives the worker the oldest job of the wanted types that waits or whose process died; undefined when there is none. */
export function claimOldestJob(
  statements: Statements,
  claim: Claim,
  types: readonly string[],
  inHand: readonly string[],
): JobTable | undefined {
  settleLapsedJobs(statements, claim.now, inHand)
  const row = statements.get<JobTable>(
    `UPDATE job SET ${claimAssignments} WHERE id = (
      SELECT id FROM job
      WHERE (state = 'pending' OR (state = 'running' AND lease_until <= ?))
        AND type IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?))
      ORDER BY created_at, id LIMIT 1
    ) RETURNING *`,
    claim.workerId,
    claim.leaseUntil,
    claim.now,
    claim.now,
    claim.now,
    JSON.stringify(types),
    JSON.stringify(inHand),
  )
  return row && noteTakeover(statements, claim, row)
}

/** Gives the worker one certain job, which waits or whose process died. */
export function claimThisJob(statements: Statements, claim: Claim, id: string): JobTable | undefined {
  settleLapsedJobs(statements, claim.now, [])
  const row = statements.get<JobTable>(
    `UPDATE job SET ${claimAssignments} WHERE id = ?
      AND (state IN ('pending', 'paused') OR (state = 'running' AND lease_until <= ?)) RETURNING *`,
    claim.workerId,
    claim.leaseUntil,
    claim.now,
    claim.now,
    id,
    claim.now,
  )
  return row && noteTakeover(statements, claim, row)
}

/** True when the job's process died: it stopped renewing the lease. */
export function hasLapsed(row: JobTable, now: UtcMilliseconds): boolean {
  return row.state === 'running' && row.lease_until !== null && row.lease_until <= now
}

// A try that ended in order is not counted (see finishJob.ts), so a second one means that the first one's process died.
function noteTakeover(statements: Statements, claim: Claim, row: JobTable): JobTable {
  if (row.attempts > 1) {
    addLogLine(statements, row.id, claim.now, 'warn', `taken over after its process died (try ${row.attempts})`)
  }
  return row
}

/** Ends the jobs whose process died and that must not be offered again: asked to stop, or deadly too often. */
function settleLapsedJobs(statements: Statements, now: UtcMilliseconds, inHand: readonly string[]): void {
  const lapsed = statements.all<JobTable>(
    `SELECT * FROM job WHERE state = 'running' AND lease_until <= ? AND (request IN ('cancel', 'pause') OR attempts >= ?)
      AND id NOT IN (SELECT value FROM json_each(?))`,
    now,
    mostDeaths,
    JSON.stringify(inHand),
  )
  for (const { id, request } of lapsed) {
    if (request === 'cancel') {
      changeJob(statements, id, now, { ...unheld, state: 'cancelled', finished_at: now })
      addLogLine(statements, id, now, 'info', 'cancelled after its process died')
    } else if (request === 'pause') {
      changeJob(statements, id, now, { ...unheld, state: 'paused' })
      addLogLine(statements, id, now, 'info', 'paused after its process died')
    } else {
      const error = tooManyDeaths(id)
      changeJob(statements, id, now, {
        ...unheld,
        state: 'failed',
        finished_at: now,
        error: JSON.stringify(error),
      })
      addLogLine(statements, id, now, 'error', error.message)
    }
  }
}

function tooManyDeaths(id: string): NonNullable<Job['error']> {
  return {
    code: 'INTERNAL',
    message: `The process that ran this job died ${mostDeaths} times, so it is not tried again.`,
    hint: `Look for what ended the processes (memory, kill, power), then run \`weighthouse jobs retry ${id}\`.`,
  }
}
