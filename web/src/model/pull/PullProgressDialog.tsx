import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { useState } from 'react'

import type { Entry } from '#gen/entry_pb.ts'
import type { Job } from '#gen/job_pb.ts'

import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Button, buttonLook } from '../../components/ui/Button.tsx'
import { Dialog } from '../../components/ui/Dialog.tsx'
import { JobActions } from '../../jobs/JobActions.tsx'
import { JobErrorText } from '../../jobs/JobErrorText.tsx'
import { JobProgressLine } from '../../jobs/JobProgressLine.tsx'
import { JobState } from '../../jobs/JobState.tsx'
import { LiveMark } from '../../jobs/LiveMark.tsx'
import { isActive, useJobs } from '../../jobs/useJobs.ts'

interface PullProgressDialogProps {
  entry: Entry
  job: Job
  open: boolean
  onClose: () => void
  onPlanAgain: () => void
}

/** A pull as it goes, until the model is in the library. */
export function PullProgressDialog({ entry, job, open, onClose, onPlanAgain }: PullProgressDialogProps) {
  const [error, setError] = useState<unknown>(undefined)
  const { connection } = useJobs()
  const done = job.state === 'completed'
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Pull ${entry.name}`}
      footer={
        <>
          <div className="mr-auto flex gap-2">
            <JobActions job={job} onError={setError} />
            {!done && !isActive(job) && (
              <Button size="small" onClick={onPlanAgain}>
                Plan again
              </Button>
            )}
          </div>
          {done ? (
            <Link to="/library" search={{ model: entry.slug }} className={buttonLook('primary')}>
              Open in the library
            </Link>
          ) : (
            <Button onClick={onClose}>{isActive(job) ? 'Close, it goes on' : 'Close'}</Button>
          )}
        </>
      }
    >
      {done ? (
        <div role="status" className="flex flex-col items-center py-8 text-center">
          <span className="mb-3 flex size-11 items-center justify-center rounded-full bg-good/12 text-good">
            <Check className="size-6" />
          </span>
          <p className="text-base font-semibold">In the library</p>
          <p className="text-13 text-muted">{describeVerification(job)}</p>
        </div>
      ) : (
        <div className="space-y-3 py-2">
          <div className="flex items-center justify-between gap-3">
            <JobState state={job.state} />
            {isActive(job) && <LiveMark connection={connection} />}
          </div>
          <JobProgressLine job={job} />
          {job.error && <JobErrorText error={job.error} />}
          {error !== undefined && <ErrorNotice error={error} />}
        </div>
      )}
    </Dialog>
  )
}

/** Not every source gives a hash for every file; what could not be verified is not called so. */
function describeVerification(job: Job): string {
  const unproved = job.result?.['unproved']
  if (!Array.isArray(unproved) || unproved.length === 0) return 'Every file was verified and is on the shelf.'
  return `On the shelf. Not verified, for want of a hash at the source: ${unproved.map(String).join(', ')}.`
}
