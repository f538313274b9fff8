import { useMutation } from '@connectrpc/connect-query'

import { OrderService } from '#gen/order_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { useRefreshOrder } from './refreshOrder.ts'
import { UsedBy } from './UsedBy.tsx'
import { useUses } from './useUses.ts'

interface RemoveDialogProps {
  open: boolean
  slug: string
  onClose: () => void
  onRemoved: () => void
}

/** Who uses a model, asked for anew whenever the dialog opens; then it goes into the trash. */
export function RemoveDialog({ open, slug, onClose, onRemoved }: RemoveDialogProps) {
  const refresh = useRefreshOrder()
  const { data, error } = useUses(slug, open)
  const remove = useMutation(OrderService.method.removeModel, {
    onSuccess: () => {
      refresh()
      onRemoved()
    },
  })
  const isPossible = data !== undefined && data.obstacles.length === 0
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Remove ${data?.officialName ?? slug}`}
      description="It goes into the trash of the library, from where you can bring it back."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            look="danger"
            disabled={!isPossible || remove.isPending}
            onClick={() => remove.mutate({ id: slug, dryRun: false })}
          >
            {remove.isPending ? 'Removing…' : 'Move to the trash'}
          </Button>
        </>
      }
    >
      {(error ?? remove.error) && <ErrorNotice error={error ?? remove.error} />}
      {!data && !error && <div role="status" aria-label="Looking who uses it" className="skeleton h-24 rounded-xl!" />}
      {data && (
        <div className="space-y-3 text-13">
          <p className="break-all text-muted">
            {data.storage === 'in_place'
              ? 'Only what Weighthouse knows of it goes; your files stay where they are.'
              : `${formatBytes(data.sizeBytes)} in ${data.path}`}
          </p>
          <UsedBy removal={data} />
        </div>
      )}
    </Dialog>
  )
}
