import type { UtcMilliseconds } from '../foundation/time.ts'

export const jobStates = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

/** What a job has done so far. Units are the job type's own, named in `unit` (`bytes`, `models`, `files`). */
export interface JobProgress {
  done: number
  /** Undefined while nobody knows. */
  total: number | undefined
  unit: string
  /** One line on what happens now. */
  message: string
}

export interface Job {
  /** UUID, sortable by time (version 7). */
  id: string
  type: string
  state: JobState
  payload: Record<string, unknown>
  progress: JobProgress | undefined
  /** What the job returned, when completed. */
  result: Record<string, unknown> | undefined
  /** Why it failed, in words for people, and the WeighthouseError code. */
  error: { code: string; message: string; hint: string | undefined } | undefined
  /** Tries since the job was enqueued or last retried. A try that was paused or handed back does not count. */
  attempts: number
  /** Who runs it, while it is running. */
  workerId: string | undefined
  createdAt: UtcMilliseconds
  startedAt: UtcMilliseconds | undefined
  finishedAt: UtcMilliseconds | undefined
  updatedAt: UtcMilliseconds
  /** Increases by every change of any job; what watchers ask from. */
  sequence: number
}

export interface JobLogLine {
  time: UtcMilliseconds
  level: 'info' | 'warn' | 'error'
  message: string
}

interface EnqueueOptions {
  /**
   * While a job with the same key is pending, running or paused, enqueue returns that one instead of a second. One that
   * was asked to cancel or pause, but still runs, goes on then (unless `claimFor` is given).
   */
  dedupeKey?: string
  /**
   * Claimed at once by this worker and never offered to another while the lease holds. With `dedupeKey`, a job that
   * waits (or whose process died) is claimed too; one that another worker runs comes back with that `workerId`.
   */
  claimFor?: string
}

interface ClaimOptions {
  /**
   * Ids of the jobs that this worker has in hand. They are never offered to it again, not even when the machine slept
   * and their leases ran out.
   */
  inHand?: readonly string[]
}

/**
 * Long work that survives processes. A worker holds a job by a lease that it renews; a job whose lease ran out (its
 * process died) is offered again, and its handler continues where it stopped. When that happened five times, the job
 * fails instead. Ids of workers must differ between processes that live at the same time.
 *
 * - `claim` gives a job to exactly one worker, whatever the number of processes; the oldest first.
 * - `heartbeat`, `progress`, `complete` and `fail` by a worker that lost the lease change nothing and return false.
 * - Cancelling a pending or paused job ends it at once; a running one is told by the answer of `heartbeat`, unless its
 *   process died: then it ends at once, too. The last wish counts: a cancel outlives a pause, a resume takes a pause back.
 * - Asking for what already is (cancel a cancelled job, pause a paused one, resume a pending one) changes nothing.
 * - Finished jobs stay and can be retried: `retry` makes them pending again with the same payload.
 * - Secrets are taken out of log lines and errors before they are written.
 *
 * Errors: JOB_NOT_FOUND; CONFLICT when the state does not allow the transition.
 */
export interface JobQueue {
  enqueue(type: string, payload: Record<string, unknown>, options?: EnqueueOptions): Promise<Job>
  claim(workerId: string, types: readonly string[], options?: ClaimOptions): Promise<Job | undefined>
  /**
   * Renews the lease when a third of it has passed, so asking often is cheap. The answer says what the worker must do;
   * after `cancel` and `pause` it still holds the job until it calls `stopped`.
   */
  heartbeat(jobId: string, workerId: string): Promise<'continue' | 'cancel' | 'pause' | 'lost'>
  progress(jobId: string, workerId: string, progress: JobProgress): Promise<boolean>
  log(jobId: string, level: JobLogLine['level'], message: string): Promise<void>
  complete(jobId: string, workerId: string, result: Record<string, unknown>): Promise<boolean>
  fail(jobId: string, workerId: string, error: NonNullable<Job['error']>): Promise<boolean>
  /**
   * Called by the worker when it has stopped because of `cancel` or `pause`, or because it must end (`pending`).
   * What was asked for meanwhile wins over `state`.
   */
  stopped(jobId: string, workerId: string, state: 'cancelled' | 'paused' | 'pending'): Promise<boolean>
  cancel(jobId: string): Promise<Job>
  pause(jobId: string): Promise<Job>
  resume(jobId: string): Promise<Job>
  retry(jobId: string): Promise<Job>
  get(jobId: string): Promise<Job>
  /**
   * Newest first, 50 unless `limit` says otherwise, older than the job `before`. No states or no types means all
   * of them. `total` counts all pages.
   */
  list(options?: {
    states?: readonly JobState[]
    types?: readonly string[]
    limit?: number
    before?: string
  }): Promise<{ jobs: Job[]; total: number }>
  logLines(jobId: string): Promise<JobLogLine[]>
  /** Jobs whose sequence is greater than `sequence`, in order of change. For watchers, across processes. */
  changedSince(sequence: number): Promise<Job[]>
}
