import { useSyncExternalStore } from 'react'

import type { Job } from '#gen/job_pb.ts'

import type { JobFeedState } from './jobFeed.ts'
import { useJobFeed } from './JobFeedProvider.tsx'

/** Everything the feed knows; renders again at every change of any job. */
export function useJobs(): JobFeedState {
  const feed = useJobFeed()
  return useSyncExternalStore(feed.subscribe, feed.read)
}

/** The newest job that passes `test`. */
export function useNewestJob(test: (job: Job) => boolean): Job | undefined {
  const { jobs } = useJobs()
  return [...jobs.values()].filter(test).sort(newestFirst)[0]
}

export function newestFirst(a: Job, b: Job): number {
  return a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1
}

/** True while a job may still change by itself or by a button. */
export function isActive(job: Job): boolean {
  return job.state === 'pending' || job.state === 'running' || job.state === 'paused'
}
