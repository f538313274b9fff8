import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'

import type { Job } from '#gen/job_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Time } from '../components/Time.tsx'
import { Button } from '../components/ui/Button.tsx'
import { cx } from '../components/ui/cx.ts'
import { formatDuration } from '../format/formatTime.ts'
import { describeJob, describeProgress, jobSlug } from './describeJob.ts'
import { JobActions } from './JobActions.tsx'
import { JobDetails } from './JobDetails.tsx'
import { JobErrorText } from './JobErrorText.tsx'
import { JobProgressLine } from './JobProgressLine.tsx'
import { JobState } from './JobState.tsx'
import { isActive } from './useJobs.ts'

/** One job: what it does, how it goes, what can be done; its log on demand. */
export function JobRow({ job }: { job: Job }) {
  const [open, setOpen] = useState(false)
  const [error, setError] = useState<unknown>(undefined)
  const slug = jobSlug(job)
  const title = describeJob(job)
  return (
    <li className="border-b px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          look="quiet"
          size="icon"
          className="-ml-2 size-7!"
          aria-expanded={open}
          aria-label={`Details of ${title}`}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight className={cx('transition-transform', open && 'rotate-90')} />
        </Button>
        <h3 className="min-w-0 flex-1 truncate font-medium" title={title}>
          {slug !== undefined && job.type === 'pull' ? (
            <Link to="/models/$slug" params={{ slug }} className="hover:underline">
              {title}
            </Link>
          ) : (
            title
          )}
        </h3>
        <JobState state={job.state} />
        <div className="flex items-center gap-1.5 empty:hidden max-sm:mb-1 max-sm:w-full max-sm:pl-8">
          <JobActions job={job} onError={setError} />
        </div>
      </div>
      <div className="pl-8">
        {isActive(job) && job.state !== 'pending' ? (
          <div className="pt-1.5">
            <JobProgressLine job={job} />
          </div>
        ) : (
          <p className="flex flex-wrap gap-x-3 text-13 text-muted">
            <Time at={job.finishedAt ?? job.createdAt} />
            {job.finishedAt !== undefined && job.startedAt !== undefined && (
              <span>took {formatDuration(Number(job.finishedAt - job.startedAt))}</span>
            )}
            <span>{describeProgress(job)}</span>
            {job.attempts > 1 && <span>attempt {job.attempts}</span>}
          </p>
        )}
        {job.error && (
          <div className="pt-1">
            <JobErrorText error={job.error} />
          </div>
        )}
        {error !== undefined && (
          <div className="pt-2">
            <ErrorNotice error={error} />
          </div>
        )}
        {open && <JobDetails job={job} />}
      </div>
    </li>
  )
}
