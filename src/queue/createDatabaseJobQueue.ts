import type { Transaction } from 'kysely'

import type { Database } from '../database/database.ts'
import type { JobTable, Tables } from '../database/schema.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import { addLogLine, changeJob, findJob, type JobChange, jobNotFound, nextSequence } from './changeJob.ts'
import { claimOldestJob, claimThisJob } from './claimJob.ts'
import { createJobIdGenerator } from './createJobIdGenerator.ts'
import { changeHeldJob, completion, failure, stop } from './finishJob.ts'
import type { Job, JobLogLine, JobQueue } from './jobQueue.ts'
import { listJobs } from './listJobs.ts'
import { readJobRow } from './readJobRow.ts'
import { askAgain, cancelJob, findActiveJob, pauseJob, resumeJob, retryJob } from './steerJob.ts'

export interface DatabaseJobQueueOptions {
  database: Database
  clock?: Clock
  /** How long a worker holds a job without renewing, in milliseconds. The clocks of all processes must agree this well. */
  leaseMs?: number
}

/**
 * The embedded job queue: leased rows in the tables `job` and `job_log`. Every change is one write transaction, so any
 * number of processes on the same database may use it.
 */
export function createDatabaseJobQueue(options: DatabaseJobQueueOptions): JobQueue {
  const { database, clock = systemClock, leaseMs = 15_000 } = options
  const { kysely } = database
  const createJobId = createJobIdGenerator(clock)

  /** Workers wait for each other's changes, and for nobody else. */
  function write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    return database.write(work, { turn: 'jobs' })
  }
  async function change(work: (transaction: Transaction<Tables>, now: number) => Promise<JobTable>): Promise<Job> {
    return readJobRow(await write((transaction) => work(transaction, clock())))
  }
  function changeHeld(id: string, workerId: string, work: (row: JobTable) => JobChange) {
    return write((transaction) => changeHeldJob(transaction, { id, workerId, now: clock() }, work))
  }
  function claimFor(workerId: string, now: number) {
    return { workerId, now, leaseUntil: now + leaseMs }
  }

  /** The job that does this work already, claimed for the worker if nobody runs it. */
  async function joinActiveJob(
    transaction: Transaction<Tables>,
    dedupeKey: string,
    workerId: string | undefined,
    now: number,
  ): Promise<JobTable | undefined> {
    const found = await findActiveJob(transaction, dedupeKey)
    if (!found) return undefined
    if (workerId !== undefined) {
      const claimed = await claimThisJob(transaction, claimFor(workerId, now), found.id)
      if (claimed) return claimed
    }
    // Claiming may have ended the job that was found: its process died once too often, or after a cancel.
    const active = await findActiveJob(transaction, dedupeKey)
    return active && workerId === undefined ? askAgain(transaction, active, now) : active
  }

  return {
    enqueue: (type, payload, { dedupeKey, claimFor: workerId } = {}) =>
      change(async (transaction, now) => {
        const active = dedupeKey === undefined ? undefined : await joinActiveJob(transaction, dedupeKey, workerId, now)
        if (active) return active
        const id = createJobId()
        await transaction
          .insertInto('job')
          .values({
            id,
            type,
            state: 'pending',
            payload: JSON.stringify(payload),
            attempts: 0,
            dedupe_key: dedupeKey ?? null,
            sequence: nextSequence,
            created_at: now,
            updated_at: now,
          })
          .execute()
        if (workerId !== undefined) await claimThisJob(transaction, claimFor(workerId, now), id)
        return findJob(transaction, id)
      }),

    async claim(workerId, types, { inHand = [] } = {}) {
      if (types.length === 0) return undefined
      // Most polls find nothing: they must not take the one write lock from a sync.
      const waiting = await kysely
        .selectFrom('job')
        .select('id')
        .where('type', 'in', types)
        .where((row) =>
          row.or([
            row('state', '=', 'pending'),
            row.and([row('state', '=', 'running'), row('lease_until', '<=', clock())]),
          ]),
        )
        .limit(1)
        .executeTakeFirst()
      if (!waiting) return undefined
      const row = await write((transaction) => claimOldestJob(transaction, claimFor(workerId, clock()), types, inHand))
      return row && readJobRow(row)
    },

    async heartbeat(jobId, workerId) {
      const row = await kysely
        .selectFrom('job')
        .select(['request', 'lease_until'])
        .where('id', '=', jobId)
        .where('worker_id', '=', workerId)
        .where('state', '=', 'running')
        .executeTakeFirst()
      if (!row) return 'lost'
      const now = clock()
      if ((row.lease_until ?? 0) - now < (leaseMs * 2) / 3) {
        const { numUpdatedRows } = await kysely
          .updateTable('job')
          .set({ lease_until: now + leaseMs })
          .where('id', '=', jobId)
          .where('worker_id', '=', workerId)
          .where('state', '=', 'running')
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return 'lost'
      }
      return row.request === 'cancel' || row.request === 'pause' ? row.request : 'continue'
    },

    progress: (jobId, workerId, progress) =>
      changeHeld(jobId, workerId, () => ({ progress: JSON.stringify(progress) })),

    log: (jobId, level, message) =>
      write(async (transaction) => {
        await findJob(transaction, jobId)
        await addLogLine(transaction, jobId, clock(), level, message)
        await changeJob(transaction, jobId, clock(), {})
      }),

    complete: (jobId, workerId, result) => changeHeld(jobId, workerId, () => completion(clock(), result)),
    fail: (jobId, workerId, error) => changeHeld(jobId, workerId, () => failure(clock(), error)),
    stopped: (jobId, workerId, state) =>
      write((transaction) =>
        changeHeldJob(transaction, { id: jobId, workerId, now: clock() }, (row) =>
          stop(transaction, row, clock(), state),
        ),
      ),

    cancel: (jobId) => change((transaction, now) => cancelJob(transaction, jobId, now)),
    pause: (jobId) => change((transaction, now) => pauseJob(transaction, jobId, now)),
    resume: (jobId) => change((transaction, now) => resumeJob(transaction, jobId, now)),
    retry: (jobId) => change((transaction, now) => retryJob(transaction, jobId, now)),

    async get(jobId) {
      const row = await kysely.selectFrom('job').selectAll().where('id', '=', jobId).executeTakeFirst()
      if (!row) throw jobNotFound(jobId)
      return readJobRow(row)
    },

    list: (filter = {}) => listJobs(kysely, filter),

    async logLines(jobId) {
      const lines = await kysely
        .selectFrom('job_log')
        .select(['time', 'level', 'message'])
        .where('job_id', '=', jobId)
        .orderBy('key')
        .execute()
      return lines.map(({ time, level, message }) => ({ time, level: readLevel(level), message }))
    },

    async changedSince(sequence) {
      const rows = await kysely
        .selectFrom('job')
        .selectAll()
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .execute()
      return rows.map(readJobRow)
    },
  }
}

function readLevel(level: string): JobLogLine['level'] {
  return level === 'warn' || level === 'error' ? level : 'info'
}
