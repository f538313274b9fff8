import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { useEffect, useState } from 'react'

import { CurationService } from '#gen/curation_pb.ts'

import { readError } from '../api/readError.ts'
import { refreshQueries } from '../api/refreshQueries.ts'
import { Button } from '../components/ui/Button.tsx'
import { Checkbox } from '../components/ui/Checkbox.tsx'
import { cx } from '../components/ui/cx.ts'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useJobs } from '../jobs/useJobs.ts'

/** Looks the hashes of all own models up: here, and if wanted at CivitAI. */
export function IdentifyButton() {
  const feed = useJobFeed()
  const queryClient = useQueryClient()
  const { jobs } = useJobs()
  const [online, setOnline] = useState(false)
  const identify = useMutation(CurationService.method.identifyModels, { onSuccess: (job) => feed.put(job) })
  const isRunning = identify.isPending || [...jobs.values()].some((job) => job.type === 'identify' && isActive(job))
  const ended = identify.data && jobs.get(identify.data.id)
  const isDone = ended?.state === 'completed'
  useEffect(() => {
    if (isDone) void refreshQueries(queryClient, 'library', 'curation')
  }, [isDone, queryClient])
  const failure = identify.error ? readError(identify.error).message : ended?.error?.message
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p role="status" className="text-13">
        {failure !== undefined && <span className="text-bad">{failure}</span>}
        {isDone && <span className="text-muted">Looked up</span>}
      </p>
      <Checkbox checked={online} onChange={setOnline}>
        Ask CivitAI, too
      </Checkbox>
      <Button disabled={isRunning} onClick={() => identify.mutate({ online })}>
        <Fingerprint className={cx(isRunning && 'animate-pulse')} />
        {isRunning ? 'Looking up…' : 'Look up by hash'}
      </Button>
    </div>
  )
}
