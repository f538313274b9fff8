import { useMutation } from '@connectrpc/connect-query'
import { RefreshCw } from 'lucide-react'

import { LibraryService } from '#gen/library_pb.ts'

import { readError } from '../api/readError.ts'
import { Button } from '../components/ui/Button.tsx'
import { cx } from '../components/ui/cx.ts'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useJobs } from '../jobs/useJobs.ts'

/** Reads the library's folders again, and says what came of it. */
export function RescanButton() {
  const feed = useJobFeed()
  const { jobs } = useJobs()
  const scan = useMutation(LibraryService.method.scanLibrary, { onSuccess: (job) => feed.put(job) })
  const isScanning = scan.isPending || [...jobs.values()].some((job) => job.type === 'scan' && isActive(job))
  const ended = scan.data && jobs.get(scan.data.id)
  return (
    <div className="flex items-center gap-3">
      <p role="status" className="text-13">
        {scan.error && <span className="text-bad">{readError(scan.error).message}</span>}
        {ended?.state === 'completed' && <span className="text-muted">Scanned</span>}
        {ended?.error && <span className="text-bad">{ended.error.message}</span>}
      </p>
      <Button disabled={isScanning} onClick={() => scan.mutate({})}>
        <RefreshCw className={cx(isScanning && 'animate-spin')} />
        {isScanning ? 'Scanning…' : 'Rescan'}
      </Button>
    </div>
  )
}
