import { useQuery } from '@connectrpc/connect-query'

import { type Job, JobService } from '#gen/job_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { JsonTree } from '../components/JsonTree.tsx'
import { CopyButton } from '../components/ui/CopyButton.tsx'
import { JobLog } from './JobLog.tsx'
import { isActive } from './useJobs.ts'

/** What a job was asked, what it answered, and its log; asked again every second while it runs. */
export function JobDetails({ job }: { job: Job }) {
  const { data, error } = useQuery(
    JobService.method.getJob,
    { id: job.id },
    { staleTime: 0, refetchInterval: isActive(job) ? 1000 : false },
  )
  return (
    <div className="mt-3 space-y-3">
      <p className="flex items-center gap-1 font-mono text-2xs text-faint">
        {job.id}
        <CopyButton text={job.id} label="Copy the job's id" />
      </p>
      {job.payload && <Labelled words="Asked" value={job.payload} />}
      {job.result && <Labelled words="Result" value={job.result} />}
      {error ? <ErrorNotice error={error} /> : <JobLog lines={data?.log} />}
    </div>
  )
}

function Labelled({ words, value }: { words: string; value: Job['payload'] }) {
  return (
    <div>
      <h4 className="text-2xs font-semibold text-faint">{words}</h4>
      <JsonTree value={value} />
    </div>
  )
}
