import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'

import { AdminService } from '#gen/admin_pb.ts'

import { readError } from '../../api/readError.ts'
import { refreshQueries } from '../../api/refreshQueries.ts'
import { useStatus } from '../../api/useStatus.ts'
import { Button } from '../ui/Button.tsx'

/** Says that what is shown is the sample, and leads out of it. */
export function SampleBanner() {
  const queryClient = useQueryClient()
  const { data: status } = useStatus()
  const leave = useMutation(AdminService.method.setSample, {
    onSuccess: () => refreshQueries(queryClient, 'admin', 'catalog', 'library'),
  })
  if (!status?.sample) return null
  return (
    <div role="status" className="border-b bg-brass/10 text-13">
      <div className="mx-auto flex max-w-[96rem] flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 lg:px-6">
        <FlaskConical className="size-4 shrink-0 text-brass" />
        <p className="min-w-0 flex-1">
          <strong className="font-medium">Sample catalog.</strong> These models are made up, and small; pulling them
          works without a network.
        </p>
        {leave.error && <p className="text-bad">{readError(leave.error).message}</p>}
        <Button size="small" disabled={leave.isPending} onClick={() => leave.mutate({ enabled: false })}>
          Leave the sample
        </Button>
      </div>
    </div>
  )
}
