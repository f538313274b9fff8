import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import type { Job } from '#gen/job_pb.ts'

import { Button } from '../components/ui/Button.tsx'
import { describeJob } from './describeJob.ts'
import { useJobFeed } from './JobFeedProvider.tsx'

interface JobActionProps {
  job: Job
  act: (request: { id: string }) => Promise<Job>
  words: string
  icon: ReactNode
  /** Called with undefined when a new try begins. */
  onError: (error: unknown) => void
}

/** One button that changes a job. */
export function JobAction({ job, act, words, icon, onError }: JobActionProps) {
  const feed = useJobFeed()
  const mutation = useMutation({
    mutationFn: () => act({ id: job.id }),
    onMutate: () => onError(undefined),
    onSuccess: (next) => feed.put(next),
    onError: (error) => onError(error),
  })
  return (
    <Button
      size="small"
      aria-label={`${words}: ${describeJob(job)}`}
      disabled={mutation.isPending}
      onClick={() => mutation.mutate()}
    >
      {icon}
      {words}
    </Button>
  )
}
