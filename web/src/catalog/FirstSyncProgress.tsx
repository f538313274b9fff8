import { Link } from '@tanstack/react-router'

import type { Job } from '#gen/job_pb.ts'

import { JobErrorText } from '../jobs/JobErrorText.tsx'
import { JobProgressLine } from '../jobs/JobProgressLine.tsx'

/** The first sync while it has not brought anything yet, or why it did not. */
export function FirstSyncProgress({ job }: { job: Job }) {
  return (
    <div className="mt-6 rounded-xl border bg-surface p-4 shadow-lift">
      <div className="mb-2 flex items-baseline justify-between gap-3 text-13">
        <p className="font-medium">{job.state === 'failed' ? 'The sync stopped' : 'Reading the sources…'}</p>
        <Link to="/jobs" className="text-accent hover:underline">
          See the job
        </Link>
      </div>
      {job.error ? <JobErrorText error={job.error} /> : <JobProgressLine job={job} />}
    </div>
  )
}
