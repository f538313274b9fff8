import type { Job } from '../../queue/jobQueue.ts'

/** What one watcher has not read yet: the latest state of each job, so that a slow reader costs no memory. */
export interface Mailbox extends AsyncIterable<Job> {
  put(job: Job): void
  fail(error: unknown): void
}

/** Reading it ends when `signal` aborts, and throws after `fail`. With `onlyId` other jobs are not kept. */
export function createMailbox(signal: AbortSignal, onlyId: string | undefined): Mailbox {
  const unread = new Map<string, Job>()
  let failure: { error: unknown } | undefined
  let wakeReader = () => {}

  return {
    put(job) {
      if (onlyId !== undefined && job.id !== onlyId) return
      const known = unread.get(job.id)
      if (known && known.sequence >= job.sequence) return
      unread.delete(job.id)
      unread.set(job.id, job)
      wakeReader()
    },
    fail(error) {
      failure = { error }
      wakeReader()
    },
    async *[Symbol.asyncIterator]() {
      const onAbort = () => wakeReader()
      signal.addEventListener('abort', onAbort)
      try {
        while (!signal.aborted) {
          if (failure) throw failure.error
          const [next] = unread.values()
          if (next) {
            unread.delete(next.id)
            yield next
            continue
          }
          await new Promise<void>((resolve) => {
            wakeReader = resolve
          })
        }
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}
