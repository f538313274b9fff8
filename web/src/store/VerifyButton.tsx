import { useMutation } from '@connectrpc/connect-query'
import { ShieldCheck } from 'lucide-react'

import { StoreService } from '#gen/store_pb.ts'

import { readError } from '../api/readError.ts'
import { Button } from '../components/ui/Button.tsx'
import { plural } from '../format/formatCount.ts'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useJobs } from '../jobs/useJobs.ts'

/** Reads every blob and compares it with its name; with lost blobs, offers to fetch them again. */
export function VerifyButton({ lost }: { lost: bigint }) {
  const feed = useJobFeed()
  const { jobs } = useJobs()
  const verify = useMutation(StoreService.method.verifyStore, { onSuccess: (job) => feed.put(job) })
  const isReading = verify.isPending || [...jobs.values()].some((job) => job.type === 'verify' && isActive(job))
  const ended = verify.data && jobs.get(verify.data.id)
  return (
    <div className="flex items-center gap-3">
      <p role="status" className="text-13">
        {verify.error && <span className="text-bad">{readError(verify.error).message}</span>}
        {ended?.state === 'completed' &&
          (ended.result?.sound === true ? (
            <span className="text-muted">Everything is sound</span>
          ) : (
            <span className="text-bad">Something is damaged or missing; see Jobs</span>
          ))}
        {ended?.error && <span className="text-bad">{ended.error.message}</span>}
      </p>
      <Button disabled={isReading} onClick={() => verify.mutate({ repair: lost > 0n })}>
        <ShieldCheck />
        {isReading ? 'Verifying…' : lost > 0n ? `Fetch ${plural(lost, 'blob')} again` : 'Verify'}
      </Button>
    </div>
  )
}
