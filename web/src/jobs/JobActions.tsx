import { createClient } from '@connectrpc/connect'
import { useTransport } from '@connectrpc/connect-query'
import { Pause, Play, RotateCcw, X } from 'lucide-react'

import { type Job, JobService } from '#gen/job_pb.ts'

import { JobAction } from './JobAction.tsx'

/** What can be done to a job in its state. */
export function JobActions({ job, onError }: { job: Job; onError: (error: unknown) => void }) {
  const client = createClient(JobService, useTransport())
  const shared = { job, onError }
  const cancel = <JobAction {...shared} act={client.cancelJob} words="Cancel" icon={<X />} />
  switch (job.state) {
    case 'running':
    case 'pending':
      return (
        <>
          <JobAction {...shared} act={client.pauseJob} words="Pause" icon={<Pause />} />
          {cancel}
        </>
      )
    case 'paused':
      return (
        <>
          <JobAction {...shared} act={client.resumeJob} words="Resume" icon={<Play />} />
          {cancel}
        </>
      )
    case 'failed':
    case 'cancelled':
      return <JobAction {...shared} act={client.retryJob} words="Retry" icon={<RotateCcw />} />
    default:
      return null
  }
}
