import { callUnaryMethod, useTransport } from '@connectrpc/connect-query'
import { useQuery } from '@tanstack/react-query'

import { type BlobCount, StoreService } from '#gen/store_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Time } from '../components/Time.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'

interface GarbageDialogProps {
  open: boolean
  onClose: () => void
  onConfirm: () => void
}

/** What gc would remove, asked for anew whenever the dialog opens. */
export function GarbageDialog({ open, onClose, onConfirm }: GarbageDialogProps) {
  const transport = useTransport()
  const { data, error } = useQuery({
    queryKey: ['garbage'],
    queryFn: ({ signal }) =>
      callUnaryMethod(transport, StoreService.method.collectGarbage, { dryRun: true }, { signal }),
    enabled: open,
    gcTime: 0,
    staleTime: 0,
  })
  const report = data?.report
  const removed = report?.removed?.blobs ?? 0n
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Collect garbage"
      description="Blobs that no followed model, no library model and no hard link names."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="danger" disabled={removed === 0n} onClick={onConfirm}>
            {removed === 0n ? 'Nothing to remove' : `Remove ${plural(removed, 'blob')}`}
          </Button>
        </>
      }
    >
      {error && <ErrorNotice error={error} />}
      {!report && !error && <div role="status" aria-label="Looking" className="skeleton h-24 rounded-xl!" />}
      {report && (
        <>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-13">
            <dt className="text-muted">To remove</dt>
            <dd>{describe(report.removed)}</dd>
            <dt className="text-muted">In use</dt>
            <dd>{describe(report.kept)}</dd>
            <dt className="text-muted">Waiting</dt>
            <dd>
              {describe(report.waiting)}
              {report.nextAt !== undefined && (
                <>
                  , the first until <Time at={report.nextAt} />
                </>
              )}
            </dd>
          </dl>
          {report.models.length > 0 && (
            <ul aria-label="Last named by" className="mt-4 border-t pt-3 text-13">
              {report.models.map(({ slug, blobs, bytes }) => (
                <li key={slug} className="flex justify-between gap-4 py-1">
                  <span className="min-w-0 truncate">{slug || 'Never named'}</span>
                  <span className="text-muted">{describe({ blobs, bytes })}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Dialog>
  )
}

function describe(count: Pick<BlobCount, 'blobs' | 'bytes'> | undefined): string {
  return `${plural(count?.blobs ?? 0n, 'blob')}, ${formatBytes(count?.bytes ?? 0n)}`
}
