import { toWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { Job, JobQueue } from '../queue/jobQueue.ts'
import type { JobHandlers } from './jobHandler.ts'
import { type RunningJob, runJob } from './runJob.ts'

export interface JobRunnerOptions {
  queue: JobQueue
  handlers: JobHandlers
  /** Must differ between processes that live at the same time. */
  workerId: string
  /**
   * How many jobs of one type run at the same time, so that a long sync never keeps a pull waiting. 0 claims nothing:
   * only `runOne` works then.
   */
  concurrency?: number
  /** How often the queue is asked for work, in milliseconds. */
  pollMs?: number
  /** How often the queue is asked whether a job goes on, in milliseconds. Far below the queue's lease. */
  heartbeatMs?: number
  log: Log
}

export interface JobRunner {
  /** Looks for work, and for what was asked of the running jobs, now instead of at the next poll. */
  wake(): void
  /** Runs a job that was claimed for this worker, here and now, and returns it as it stands then. */
  runOne(job: Job): Promise<Job>
  /** Stops claiming, lets every handler stop, and hands their jobs back to the queue. May be called twice. */
  stop(): Promise<void>
}

const retryAfterErrorMs = 5_000

/** Starts to run jobs of the queue in this process. Errors of the queue are logged and tried again, never thrown. */
export function startJobRunner(options: JobRunnerOptions): JobRunner {
  const { queue, handlers, workerId, concurrency = 2, pollMs = 300, heartbeatMs = 1_000, log } = options
  const running = new Map<string, RunningJob>()
  const types = Object.keys(handlers)
  const stopping = new AbortController()
  let awake = Promise.withResolvers<void>()

  function wake(): void {
    awake.resolve()
    for (const job of running.values()) void job.look()
  }

  async function run(job: Job): Promise<Job> {
    const work = runJob({ queue, handlers, workerId, log, heartbeatMs }, job)
    running.set(job.id, work)
    try {
      return await work.ended
    } finally {
      running.delete(job.id)
      awake.resolve()
    }
  }

  function typesWithRoom(): string[] {
    const jobs = [...running.values()].map(({ job }) => job)
    return types.filter((type) => jobs.filter((job) => job.type === type).length < concurrency)
  }

  /** Claims one job and starts it; false when there is nothing to do. */
  async function startNext(): Promise<boolean> {
    const job = await queue.claim(workerId, typesWithRoom(), { inHand: [...running.keys()] })
    if (!job) return false
    log.info({ job: job.id, type: job.type, attempt: job.attempts }, 'a job starts')
    run(job).catch((error: unknown) => {
      log.error({ job: job.id, error: toWeighthouseError(error).message }, 'the end of a job was not written')
    })
    return true
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      awake = Promise.withResolvers()
      let wait = pollMs
      try {
        while (!stopping.signal.aborted && (await startNext()));
      } catch (error) {
        log.error({ error: toWeighthouseError(error).message }, 'the job queue cannot be asked for work')
        wait = retryAfterErrorMs
      }
      const timer = setTimeout(() => awake.resolve(), wait)
      if (!stopping.signal.aborted) await awake.promise
      clearTimeout(timer)
    }
  }

  const looping = concurrency > 0 ? loop() : Promise.resolve()

  return {
    wake,
    async runOne(job) {
      if (job.state !== 'running' || job.workerId !== workerId) {
        throw new WeighthouseError('CONFLICT', `The job ${job.id} is ${job.state} and not this process's to run.`, {
          hint: `Watch it with \`weighthouse jobs show ${job.id}\`.`,
          details: { id: job.id, state: job.state, workerId: job.workerId },
        })
      }
      return run(job)
    },
    async stop() {
      stopping.abort()
      awake.resolve()
      await looping
      const ends = [...running.values()].map((job) => {
        job.stop('pending')
        return job.ended
      })
      await Promise.allSettled(ends)
    },
  }
}
