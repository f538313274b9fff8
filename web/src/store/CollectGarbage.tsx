import { useMutation } from '@connectrpc/connect-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { StoreService } from '#gen/store_pb.ts'

import { readError } from '../api/readError.ts'
import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button } from '../components/ui/Button.tsx'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useJobs } from '../jobs/useJobs.ts'

const GarbageDialog = lazyDialog(async () => (await import('./GarbageDialog.tsx')).GarbageDialog)

/** Removes what nobody names, after showing what that is. */
export function CollectGarbage() {
  const [open, setOpen] = useState(false)
  const feed = useJobFeed()
  const { jobs } = useJobs()
  const collect = useMutation(StoreService.method.collectGarbage, {
    onSuccess: ({ job }) => {
      if (job) feed.put(job)
    },
  })
  const isCollecting = collect.isPending || [...jobs.values()].some((job) => job.type === 'gc' && isActive(job))
  const ended = collect.data?.job && jobs.get(collect.data.job.id)
  return (
    <div className="flex items-center gap-3">
      <p role="status" className="text-13">
        {collect.error && <span className="text-bad">{readError(collect.error).message}</span>}
        {ended?.state === 'completed' && <span className="text-muted">Collected</span>}
        {ended?.error && <span className="text-bad">{ended.error.message}</span>}
      </p>
      <Button disabled={isCollecting} onClick={() => setOpen(true)}>
        <Trash2 />
        {isCollecting ? 'Collecting…' : 'Collect garbage'}
      </Button>
      <GarbageDialog
        open={open}
        onClose={() => setOpen(false)}
        onConfirm={() => {
          setOpen(false)
          collect.mutate({})
        }}
      />
    </div>
  )
}
