import { WeighthouseError } from '../foundation/errors.ts'
import { silentLog } from '../foundation/log.ts'
import { delay } from '../foundation/time.ts'
import { startJobRunner } from '../jobs/runJobs.ts'
import type { Job } from '../queue/jobQueue.ts'
import { createWorkerId, isWorkerGone } from '../queue/workerId.ts'
import type { CliContext } from './cliContext.ts'
import { createProgressLine } from './render/progressLine.ts'
import { toJobError } from './toJobError.ts'

const ended: ReadonlySet<Job['state']> = new Set(['completed', 'failed', 'cancelled'])
const pollMs = 100
const takeOverMs = 2_000

/**
 * Runs a job here and now and shows its progress. When the same work is under way in another process (a running
 * `serve`), follows that one instead of doing it twice, and takes over should that process die. Ctrl-C cancels; what
 * is finished is kept.
 *
 * @throws the WeighthouseError that the job failed with
 */
export async function runJob(
  context: Pick<CliContext, 'weighthouse' | 'json' | 'signal'>,
  type: string,
  payload: Record<string, unknown>,
  dedupeKey: string,
): Promise<Job> {
  const { queue, jobHandlers } = context.weighthouse
  const workerId = createWorkerId('cli')
  // What goes wrong is thrown here and said once, by whoever called.
  const runner = startJobRunner({ queue, handlers: jobHandlers, workerId, concurrency: 0, log: silentLog })
  const line = createProgressLine({ quiet: context.json })
  let running: Promise<Job> | undefined
  let cancelled = false

  /** The job, claimed for this process unless another one is at it. */
  async function join(): Promise<Job> {
    let job = await queue.enqueue(type, payload, { dedupeKey, claimFor: workerId })
    if (job.workerId !== undefined && job.workerId !== workerId && isWorkerGone(job.workerId)) {
      await queue.stopped(job.id, job.workerId, 'pending')
      job = await queue.enqueue(type, payload, { dedupeKey, claimFor: workerId })
    }
    if (job.workerId === workerId) {
      running ??= runner.runOne(job).finally(() => {
        running = undefined
      })
    }
    return job
  }

  try {
    let job = await join()
    let joinedAt = Date.now()
    while (!ended.has(job.state)) {
      if (job.progress) line.update(job.progress)
      if (context.signal.aborted && !cancelled) {
        cancelled = true
        await queue.cancel(job.id)
        runner.wake()
      }
      if (!running && !cancelled && job.state !== 'paused' && Date.now() - joinedAt > takeOverMs) {
        job = await join()
        joinedAt = Date.now()
      }
      await (running ? Promise.race([running, delay(pollMs)]) : delay(pollMs))
      job = await queue.get(job.id)
    }
    await running
    if (job.state === 'completed') return job
    if (cancelled) {
      throw new WeighthouseError('CANCELLED', 'Stopped. What was finished is kept.', {
        hint: 'Run the same command again to go on.',
      })
    }
    throw toJobError(job)
  } finally {
    line.end()
    await runner.stop()
  }
}
