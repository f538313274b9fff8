import { sql, type Transaction } from 'kysely'

import type { JobTable, Tables } from '../database/schema.ts'
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

/** Gives the worker the oldest job of the wanted types that waits or whose process died; undefined when there is none. */
export async function claimOldestJob(
  transaction: Transaction<Tables>,
  claim: Claim,
  types: readonly string[],
  inHand: readonly string[],
): Promise<JobTable | undefined> {
  await settleLapsedJobs(transaction, claim.now, inHand)
  const oldest = transaction
    .selectFrom('job')
    .select('id')
    .where((row) =>
      row.or([
        row('state', '=', 'pending'),
        row.and([row('state', '=', 'running'), row('lease_until', '<=', claim.now)]),
      ]),
    )
    .where('type', 'in', types)
    .$if(inHand.length > 0, (query) => query.where('id', 'not in', inHand))
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
  const row = await transaction
    .updateTable('job')
    .set(claimed(claim))
    .where('id', '=', oldest)
    .returningAll()
    .executeTakeFirst()
  if (row) await noteTakeover(transaction, claim, row)
  return row
}

/** Gives the worker one certain job, which waits or whose process died. */
export async function claimThisJob(
  transaction: Transaction<Tables>,
  claim: Claim,
  id: string,
): Promise<JobTable | undefined> {
  await settleLapsedJobs(transaction, claim.now, [])
  const row = await transaction
    .updateTable('job')
    .set(claimed(claim))
    .where('id', '=', id)
    .where((row) =>
      row.or([
        row('state', 'in', ['pending', 'paused']),
        row.and([row('state', '=', 'running'), row('lease_until', '<=', claim.now)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst()
  if (row) await noteTakeover(transaction, claim, row)
  return row
}

function claimed({ workerId, leaseUntil, now }: Claim) {
  return {
    state: 'running',
    worker_id: workerId,
    lease_until: leaseUntil,
    request: null,
    attempts: sql<number>`attempts + 1`,
    started_at: sql<number>`coalesce(started_at, ${now})`,
    finished_at: null,
    updated_at: now,
    sequence: nextSequence,
  }
}

/** True when the job's process died: it stopped renewing the lease. */
export function hasLapsed(row: JobTable, now: UtcMilliseconds): boolean {
  return row.state === 'running' && row.lease_until !== null && row.lease_until <= now
}

// A try that ended in order is not counted (see finishJob.ts), so a second one means that the first one's process died.
async function noteTakeover(transaction: Transaction<Tables>, claim: Claim, row: JobTable): Promise<void> {
  if (row.attempts <= 1) return
  const message = `taken over after its process died (try ${row.attempts})`
  await addLogLine(transaction, row.id, claim.now, 'warn', message)
}

/** Ends the jobs whose process died and that must not be offered again: asked to stop, or deadly too often. */
async function settleLapsedJobs(
  transaction: Transaction<Tables>,
  now: UtcMilliseconds,
  inHand: readonly string[],
): Promise<void> {
  const lapsed = await transaction
    .selectFrom('job')
    .select(['id', 'request'])
    .where('state', '=', 'running')
    .where('lease_until', '<=', now)
    .where((row) => row.or([row('request', 'in', ['cancel', 'pause']), row('attempts', '>=', mostDeaths)]))
    .$if(inHand.length > 0, (query) => query.where('id', 'not in', inHand))
    .execute()
  for (const { id, request } of lapsed) {
    if (request === 'cancel') {
      await changeJob(transaction, id, now, { ...unheld, state: 'cancelled', finished_at: now })
      await addLogLine(transaction, id, now, 'info', 'cancelled after its process died')
    } else if (request === 'pause') {
      await changeJob(transaction, id, now, { ...unheld, state: 'paused' })
      await addLogLine(transaction, id, now, 'info', 'paused after its process died')
    } else {
      const error = tooManyDeaths(id)
      await changeJob(transaction, id, now, {
        ...unheld,
        state: 'failed',
        finished_at: now,
        error: JSON.stringify(error),
      })
      await addLogLine(transaction, id, now, 'error', error.message)
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
