import { callUnaryMethod, useMutation, useTransport } from '@connectrpc/connect-query'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { type App, AppService } from '#gen/app_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { Select } from '../components/ui/Select.tsx'
import { describeApply } from './describeApply.ts'
import { PlanView } from './PlanView.tsx'

interface PlanDialogProps {
  app: App
  kind: 'map' | 'unmap'
  open: boolean
  onClose: () => void
}

const policies = [
  { value: '', label: 'As the rules say' },
  { value: 'skip', label: 'Leave it' },
  { value: 'rename', label: 'Take the next name' },
  { value: 'replace-ours', label: 'Take over what is ours' },
] as const

/** What map or unmap would do, asked for anew whenever the dialog opens; and does it. */
export function PlanDialog({ app, kind, open, onClose }: PlanDialogProps) {
  const transport = useTransport()
  const queryClient = useQueryClient()
  const method = AppService.method[kind]
  const [onConflict, setOnConflict] = useState('')
  const planned = useQuery({
    queryKey: ['plan', app.id, kind, onConflict],
    queryFn: ({ signal }) =>
      callUnaryMethod(transport, method, { app: [app.id], dryRun: true, onConflict }, { signal }),
    enabled: open,
    gcTime: 0,
    staleTime: 0,
  })
  const apply = useMutation(method, { onSuccess: () => refreshQueries(queryClient, 'apps', 'library') })
  const [plan] = apply.data?.plans ?? planned.data?.plans ?? []
  const error = apply.error ?? planned.error
  const changes = plan ? plan.created + plan.repaired + plan.removed : 0
  const close = () => {
    onClose()
    apply.reset()
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={kind === 'map' ? `Plan for ${app.id}` : `Take the links of ${app.id} back`}
      description={plan?.applied ? 'Done.' : 'Nothing was done yet.'}
      footer={
        <>
          {kind === 'map' && !plan?.applied && (
            <div className="mr-auto">
              <Select label="When a place is taken" value={onConflict} options={policies} onChange={setOnConflict} />
            </div>
          )}
          <Button onClick={close}>Close</Button>
          {plan && !plan.applied && (
            <Button
              look={kind === 'map' ? 'primary' : 'danger'}
              disabled={changes === 0 || apply.isPending}
              onClick={() => apply.mutate({ app: [app.id], onConflict })}
            >
              {describeApply(kind, changes)}
            </Button>
          )}
        </>
      }
    >
      {error && <ErrorNotice error={error} onRetry={() => void planned.refetch()} />}
      {!plan && !error && <div role="status" aria-label="Planning" className="skeleton h-40 rounded-xl!" />}
      {plan && !error && <PlanView plan={plan} />}
    </Dialog>
  )
}
