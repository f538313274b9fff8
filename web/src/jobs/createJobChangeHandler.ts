import type { QueryClient } from '@tanstack/react-query'

import type { Job } from '#gen/job_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'

const recent = 60_000

/**
 * What a job's change means for the other pages: when it ends, what they show is old. While it runs only the totals
 * are asked again, at most every three seconds: a list must not move under the reader's hand.
 */
export function createJobChangeHandler(client: QueryClient): (job: Job) => void {
  let totalsAskedAt = 0
  return (job) => {
    if (job.state === 'running') {
      if (Date.now() - totalsAskedAt < 3000) return
      totalsAskedAt = Date.now()
      void refreshQueries(client, 'admin')
      return
    }
    // The first list also brings jobs that ended long ago.
    if (job.finishedAt === undefined || Date.now() - Number(job.finishedAt) > recent) return
    void refreshQueries(client, 'admin', 'catalog', 'library', 'collections', 'savedSearches', 'store')
  }
}
