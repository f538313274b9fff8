import type { Database, Statements } from '../database/database.ts'
import type { JobTable } from '../database/schema.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import { addLogLine, changeJob, findJob, jobNotFound, nextSequence } from './changeJob.ts'
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

  async function change(work: (statements: Statements, now: number) => JobTable): Promise<Job> {
    return readJobRow(await database.writeSync((statements) => work(statements, clock())))
  }
  function changeHeld(id: string, workerId: string, work: Parameters<typeof changeHeldJob>[2]) {
    return database.writeSync((statements) => changeHeldJob(statements, { id, workerId, now: clock() }, work))
  }
  function claimFor(workerId: string, now: number) {
    return { workerId, now, leaseUntil: now + leaseMs }
  }

  /** The job that does this work already, claimed for the worker if nobody runs it. */
  function joinActiveJob(statements: Statements, dedupeKey: string, workerId: string | undefined, now: number) {
    const found = findActiveJob(statements, dedupeKey)
    if (!found) return undefined
    if (workerId !== undefined) {
      const claimed = claimThisJob(statements, claimFor(workerId, now), found.id)
      if (claimed) return claimed
    }
    // Claiming may have ended the job that was found: its process died once too often, or after a cancel.
    const active = findActiveJob(statements, dedupeKey)
    return active && workerId === undefined ? askAgain(statements, active, now) : active
  }

  return {
    enqueue: (type, payload, { dedupeKey, claimFor: workerId } = {}) =>
      change((statements, now) => {
        const active = dedupeKey === undefined ? undefined : joinActiveJob(statements, dedupeKey, workerId, now)
        if (active) return active
        const id = createJobId()
        statements.run(
          `INSERT INTO job (id, type, state, payload, dedupe_key, sequence, created_at, updated_at)
            VALUES (?, ?, 'pending', ?, ?, ${nextSequence}, ?, ?)`,
          id,
          type,
          JSON.stringify(payload),
          dedupeKey ?? null,
          now,
          now,
        )
        if (workerId !== undefined) claimThisJob(statements, claimFor(workerId, now), id)
        return findJob(statements, id)
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
      const row = await database.writeSync((statements) =>
        claimOldestJob(statements, claimFor(workerId, clock()), types, inHand),
      )
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
        const { changes } = await database.writeSync((statements) =>
          statements.run(
            `UPDATE job SET lease_until = ? WHERE id = ? AND worker_id = ? AND state = 'running'`,
            now + leaseMs,
            jobId,
            workerId,
          ),
        )
        if (changes === 0) return 'lost'
      }
      return row.request === 'cancel' || row.request === 'pause' ? row.request : 'continue'
    },

    progress: (jobId, workerId, progress) =>
      changeHeld(jobId, workerId, () => ({ progress: JSON.stringify(progress) })),

    log: (jobId, level, message) =>
      database.writeSync((statements) => {
        findJob(statements, jobId)
        addLogLine(statements, jobId, clock(), level, message)
        changeJob(statements, jobId, clock(), {})
      }),

    complete: (jobId, workerId, result) => changeHeld(jobId, workerId, () => completion(clock(), result)),
    fail: (jobId, workerId, error) => changeHeld(jobId, workerId, () => failure(clock(), error)),
    stopped: (jobId, workerId, state) =>
      database.writeSync((statements) =>
        changeHeldJob(statements, { id: jobId, workerId, now: clock() }, (row) =>
          stop(statements, row, clock(), state),
        ),
      ),

    cancel: (jobId) => change((statements, now) => cancelJob(statements, jobId, now)),
    pause: (jobId) => change((statements, now) => pauseJob(statements, jobId, now)),
    resume: (jobId) => change((statements, now) => resumeJob(statements, jobId, now)),
    retry: (jobId) => change((statements, now) => retryJob(statements, jobId, now)),

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
