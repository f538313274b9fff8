import { toWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import type { Job, JobQueue } from '../queue/jobQueue.ts'
import { createProgressWriter } from './createProgressWriter.ts'
import type { JobHandlers } from './jobHandler.ts'

/** Why a job was stopped before its end: what its state becomes, or `lost` when another process has it now. */
type StopReason = 'cancelled' | 'paused' | 'pending' | 'lost'

export interface RunJobOptions {
  queue: JobQueue
  handlers: JobHandlers
  workerId: string
  log: Log
  /** How often the queue is asked what to do, in milliseconds. */
  heartbeatMs: number
}

/** A job at work in this process. */
export interface RunningJob {
  readonly job: Job
  /** Resolves with the job as it stands when this process is done with it. Rejects when the queue itself failed. */
  readonly ended: Promise<Job>
  /** Asks the queue at once what to do. */
  look(): Promise<void>
  stop(reason: StopReason): void
}

const progressIntervalMs = 250

/** Runs a job that this worker has claimed: the handler, its heartbeat, its progress and its end. */
export function runJob(options: RunJobOptions, job: Job): RunningJob {
  const { queue, handlers, workerId, log, heartbeatMs } = options
  const abort = new AbortController()
  let reason: StopReason | undefined
  const fields = { job: job.id, type: job.type }

  function stop(why: StopReason): void {
    if (reason === 'lost') return
    reason = why
    abort.abort(new WeighthouseError('CANCELLED', `The job ${job.id} was stopped: ${why}.`))
  }

  async function look(): Promise<void> {
    try {
      const answer = await queue.heartbeat(job.id, workerId)
      if (answer === 'lost') stop('lost')
      else if (answer === 'cancel') stop('cancelled')
      else if (answer === 'pause') stop('paused')
    } catch (error) {
      // The lease outlives a few missed heartbeats; if the queue stays away, the job goes to another worker.
      log.warn({ ...fields, error: toWeighthouseError(error).message }, 'the heartbeat of a job failed')
    }
  }

  const writer = createProgressWriter({
    intervalMs: progressIntervalMs,
    async write(progress) {
      try {
        if (!(await queue.progress(job.id, workerId, progress))) stop('lost')
      } catch (error) {
        log.warn({ ...fields, error: toWeighthouseError(error).message }, 'the progress of a job was not written')
      }
    },
  })

  async function work(): Promise<Record<string, unknown>> {
    const handler = handlers[job.type]
    if (!handler) {
      throw new WeighthouseError('UNSUPPORTED', `This version knows no jobs of type ${JSON.stringify(job.type)}.`, {
        hint: `It knows: ${Object.keys(handlers).join(', ')}.`,
        details: { id: job.id, type: job.type },
      })
    }
    return handler({
      job,
      signal: abort.signal,
      progress: (progress) => writer.write(progress),
      log: async (level, message) => {
        if (reason !== 'lost') await queue.log(job.id, level, message)
      },
    })
  }

  async function run(): Promise<Job> {
    const timer = setInterval(() => void look(), heartbeatMs)
    try {
      const result = await work()
      await writer.flush()
      if (reason !== 'lost') await queue.complete(job.id, workerId, result)
    } catch (thrown) {
      await writer.flush()
      await settle(toWeighthouseError(thrown))
    } finally {
      clearInterval(timer)
    }
    return queue.get(job.id)
  }

  async function settle(error: WeighthouseError): Promise<void> {
    if (reason === 'lost') {
      log.info(fields, 'another process took the job over')
    } else if (reason !== undefined) {
      if (error.code !== 'CANCELLED') await queue.log(job.id, 'warn', error.message)
      await queue.stopped(job.id, workerId, reason)
    } else {
      const { code, message, hint } = error
      log[code === 'INTERNAL' ? 'error' : 'warn'](
        { ...fields, code, error: message, stack: stackOf(error) },
        'a job failed',
      )
      await queue.fail(job.id, workerId, { code, message, hint })
    }
  }

  return { job, ended: run(), look, stop }
}

// Only a bug of ours needs a stack: the other errors say themselves what to do.
function stackOf(error: WeighthouseError): string | undefined {
  if (error.code !== 'INTERNAL') return undefined
  return error.cause instanceof Error ? error.cause.stack : error.stack
}
