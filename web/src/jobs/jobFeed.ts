import { createClient, type Transport } from '@connectrpc/connect'

import { type Job, JobService } from '#gen/job_pb.ts'

import { addSample, type Sample } from './measureRate.ts'

/** What the feed knows at one moment; a new object at every change. */
export interface JobFeedState {
  jobs: ReadonlyMap<string, Job>
  samples: ReadonlyMap<string, readonly Sample[]>
  connection: 'connecting' | 'live' | 'reconnecting'
  /** True once a first list has arrived. */
  loaded: boolean
  /** Why the connection is gone, while it is. */
  error: unknown
  /** Where older jobs continue; empty when all are here. */
  olderCursor: string
}

/**
 * Every job, as the server tells it from now on: one stream for the whole page.
 *
 * - `start` may be called again after the function that it returned; jobs stay known in between.
 * - The stream ends while the tab is hidden, because browsers allow few connections to one server.
 * - After a gap the list is read again, so no end of a job is missed; `onChange` is called for each job that changed.
 */
export interface JobFeed {
  subscribe: (listener: () => void) => () => void
  read: () => JobFeedState
  start: () => () => void
  /** Puts in what a call answered, without waiting for the stream. */
  put: (job: Job) => void
  loadOlder: () => Promise<void>
}

const pageSize = 100

export function createJobFeed(options: { transport: Transport; onChange: (job: Job) => void }): JobFeed {
  const client = createClient(JobService, options.transport)
  const listeners = new Set<() => void>()
  let state: JobFeedState = {
    jobs: new Map(),
    samples: new Map(),
    connection: 'connecting',
    loaded: false,
    error: undefined,
    olderCursor: '',
  }

  function set(patch: Partial<JobFeedState>): void {
    state = { ...state, ...patch }
    for (const listener of listeners) listener()
  }

  function put(...incoming: Job[]): void {
    const news = incoming.filter((job) => isNews(state.jobs.get(job.id), job))
    if (news.length === 0) return
    const jobs = new Map(state.jobs)
    const samples = new Map(state.samples)
    for (const job of news) {
      jobs.set(job.id, job)
      samples.set(job.id, addSample(samples.get(job.id) ?? [], job, Date.now()))
    }
    set({ jobs, samples })
    for (const job of news) options.onChange(job)
  }

  async function list(signal: AbortSignal): Promise<void> {
    const page = await client.listJobs({ limit: pageSize }, { signal })
    // The stream's headers may wait for its first event: an answer beside it is the sign that the server is there.
    set({ connection: 'live', error: undefined, loaded: true, olderCursor: state.olderCursor || page.nextCursor })
    put(...page.jobs)
  }

  async function watch(signal: AbortSignal): Promise<void> {
    for await (const job of client.watchJobs({}, { signal })) put(job)
  }

  async function connect(signal: AbortSignal): Promise<void> {
    let pause = 500
    while (!signal.aborted) {
      const attempt = new AbortController()
      const both = AbortSignal.any([signal, attempt.signal])
      try {
        // The stream is opened first, then the list is read: nothing can happen unseen between them.
        const stream = watch(both)
        await Promise.race([stream, list(both)])
        pause = 500
        await stream
        set({ connection: 'reconnecting' })
      } catch (error) {
        if (signal.aborted) return
        set({ connection: 'reconnecting', error })
      } finally {
        attempt.abort()
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
      pause = Math.min(pause * 2, 8000)
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => state,
    start() {
      let running: AbortController | undefined
      const follow = () => {
        if (document.hidden) {
          running?.abort()
          running = undefined
        } else if (!running) {
          running = new AbortController()
          void connect(running.signal)
        }
      }
      follow()
      document.addEventListener('visibilitychange', follow)
      return () => {
        document.removeEventListener('visibilitychange', follow)
        running?.abort()
      }
    },
    put: (job) => put(job),
    async loadOlder() {
      const page = await client.listJobs({ limit: pageSize, cursor: state.olderCursor })
      set({ olderCursor: page.nextCursor })
      put(...page.jobs)
    },
  }
}

/** Answers can overtake each other: only a later state replaces an earlier one. */
function isNews(known: Job | undefined, job: Job): boolean {
  if (!known) return true
  if (job.updatedAt !== known.updatedAt) return job.updatedAt > known.updatedAt
  return job.state !== known.state || job.progress?.done !== known.progress?.done
}
