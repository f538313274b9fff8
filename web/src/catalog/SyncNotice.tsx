import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'

import { refreshQueries } from '../api/refreshQueries.ts'
import { describeJob, describeProgress } from '../jobs/describeJob.ts'
import { useNewestJob } from '../jobs/useJobs.ts'

/** Says that the catalog is growing. The list does not move by itself: its reader decides when. */
export function SyncNotice() {
  const queryClient = useQueryClient()
  const job = useNewestJob((candidate) => candidate.type === 'sync' && candidate.state === 'running')
  if (!job) return null
  return (
    <p className="flex min-w-0 items-center gap-3 pt-2.5 text-13 text-muted">
      <LoaderCircle className="size-3.5 shrink-0 animate-spin text-brass" />
      <Link to="/jobs" className="truncate hover:text-ink hover:underline">
        {describeJob(job)}: {describeProgress(job)}
      </Link>
      <button
        type="button"
        onClick={() => void refreshQueries(queryClient, 'admin', 'catalog')}
        className="shrink-0 font-medium text-accent hover:underline"
      >
        Show what is new
      </button>
    </p>
  )
}
