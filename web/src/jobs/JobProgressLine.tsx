import type { Job } from '#gen/job_pb.ts'

import { ProgressBar } from '../components/ui/ProgressBar.tsx'
import { formatDuration } from '../format/formatTime.ts'
import { useNow } from '../format/useNow.ts'
import { describeJob, describeProgress, describeRate } from './describeJob.ts'
import { measureRate, remainingTime } from './measureRate.ts'
import { useJobs } from './useJobs.ts'

/** How far a job is, how fast it goes and how long it will take, as far as anyone can tell. */
export function JobProgressLine({ job }: { job: Job }) {
  const now = useNow(1000, job.state === 'running')
  const rate = measureRate(useJobs().samples.get(job.id) ?? [], now)
  const { progress } = job
  const done = Number(progress?.done ?? 0)
  const total = progress?.total === undefined ? undefined : Number(progress.total)
  const remaining = remainingTime(done, total, rate)
  const ended = job.state === 'completed'
  return (
    <div>
      <ProgressBar
        label={`Progress of ${describeJob(job)}`}
        share={
          ended ? 1 : total === undefined || total === 0 ? (job.state === 'running' ? undefined : 0) : done / total
        }
        tone={toneOf(job.state)}
      />
      <p className="mt-1.5 flex flex-wrap gap-x-3 text-13 text-muted">
        <span>{describeProgress(job)}</span>
        {rate !== undefined && rate > 0 && progress && <span>{describeRate(rate, progress.unit)}</span>}
        {remaining !== undefined && <span>{formatRemaining(remaining)}</span>}
        {progress && progress.message !== '' && !ended && (
          <span className="min-w-0 truncate text-faint">{progress.message}</span>
        )}
      </p>
    </div>
  )
}

function formatRemaining(ms: number): string {
  return ms < 1000 ? 'almost done' : `about ${formatDuration(ms)} left`
}

function toneOf(state: string): 'accent' | 'good' | 'bad' | 'idle' {
  switch (state) {
    case 'completed':
      return 'good'
    case 'failed':
      return 'bad'
    case 'running':
      return 'accent'
    default:
      return 'idle'
  }
}
