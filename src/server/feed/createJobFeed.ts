import { delay } from '../../foundation/time.ts'
import type { Job, JobQueue, JobState } from '../../queue/jobQueue.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** The changes of jobs, as they happen in any process, for any number of watchers. */
export interface JobFeed {
  /**
   * First the state as it is now (of the job `id`, or of every job that has not ended), then every change. Ends when the
   * job `id` has ended, or when the signal aborts. A watcher that reads slowly misses states between, never the last.
   *
   * @throws WeighthouseError JOB_NOT_FOUND
   */
  watch(options: { id?: string | undefined; signal: AbortSignal }): AsyncGenerator<Job, void, undefined>
}

type WatchedQueue = Pick<JobQueue, 'get' | 'list' | 'changedSince'>

const active: readonly JobState[] = ['pending', 'running', 'paused']
const pageSize = 100

function hasEnded(job: Job): boolean {
  return !active.includes(job.state)
}

/**
 * Asks the queue for changes every `pollMs` milliseconds while somebody watches, once for all watchers. Polling sees what
 * other processes change, too.
 */
export function createJobFeed(queue: WatchedQueue, pollMs = 250): JobFeed {
  const mailboxes = new Set<Mailbox>()
  let started: Promise<void> | undefined

  /** Resolves once every later change will reach the mailboxes. */
  async function start(): Promise<void> {
    try {
      const sequence = await lastSequence(queue)
      void poll(sequence)
    } catch (error) {
      started = undefined
      throw error
    }
  }

  async function poll(from: number): Promise<void> {
    let sequence = from
    try {
      while (mailboxes.size > 0) {
        for (const job of await queue.changedSince(sequence)) {
          sequence = Math.max(sequence, job.sequence)
          for (const mailbox of mailboxes) mailbox.put(job)
        }
        await delay(pollMs)
      }
    } catch (error) {
      for (const mailbox of mailboxes) mailbox.fail(error)
      mailboxes.clear()
    }
    started = undefined
  }

  return {
    async *watch({ id, signal }) {
      const mailbox = createMailbox(signal, id)
      mailboxes.add(mailbox)
      const sent = new Map<string, number>()
      try {
        started ??= start()
        await started
        for (const job of id === undefined ? await activeJobs(queue) : [await queue.get(id)]) mailbox.put(job)
        for await (const job of mailbox) {
          if (job.sequence <= (sent.get(job.id) ?? -1)) continue
          if (hasEnded(job)) sent.delete(job.id)
          else sent.set(job.id, job.sequence)
          yield job
          if (id !== undefined && hasEnded(job)) return
        }
      } finally {
        mailboxes.delete(mailbox)
      }
    },
  }
}

/** In the order in which they changed last. */
async function activeJobs(queue: Pick<JobQueue, 'list'>): Promise<Job[]> {
  const all: Job[] = []
  for (let before: string | undefined; ; before = all.at(-1)?.id) {
    const { jobs } = await queue.list({ states: active, limit: pageSize, ...(before === undefined ? {} : { before }) })
    all.push(...jobs)
    if (jobs.length < pageSize) return all.sort((left, right) => left.sequence - right.sequence)
  }
}

/** The queue does not tell its newest sequence; among the active and the newest jobs it is near enough to start from. */
async function lastSequence(queue: Pick<JobQueue, 'list'>): Promise<number> {
  const newest = await queue.list({ limit: pageSize })
  return Math.max(0, ...[...(await activeJobs(queue)), ...newest.jobs].map((job) => job.sequence))
}
