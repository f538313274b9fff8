import { useMutation, useQuery } from '@connectrpc/connect-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { OrderService, type TrashEntry } from '#gen/order_pb.ts'

import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Time } from '../components/Time.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'
import { Loading } from './Loading.tsx'
import { useRefreshOrder } from './refreshOrder.ts'

/** What was removed and can come back. */
export function Trash() {
  const [asking, setAsking] = useState(false)
  const refresh = useRefreshOrder()
  const { data, error, refetch } = useQuery(OrderService.method.listTrash, {})
  const restore = useMutation(OrderService.method.restoreModel, { onSuccess: refresh })
  const empty = useMutation(OrderService.method.emptyTrash, { onSuccess: refresh })
  if (!data) return <Loading label="Loading the trash" error={error} onRetry={() => void refetch()} />
  if (data.entries.length === 0) {
    return (
      <EmptyState icon={<Trash2 />} title="The trash is empty">
        A model that you remove stays here{data.days > 0 && ` for ${data.days} days`} and can come back with its links.
      </EmptyState>
    )
  }
  const problem = restore.error ?? empty.error
  const notes = [
    ...(restore.data?.problems ?? []),
    ...(empty.data?.kept ?? []).map(({ path }) => `${path} holds files of yours`),
  ]
  return (
    <>
      {problem && <ErrorNotice error={problem} />}
      {notes.length > 0 && <p className="mb-3 text-13 text-bad">{notes.join('; ')}</p>}
      <div className="mb-3 flex items-center gap-4">
        <p className="text-13 text-muted">
          {plural(data.total, 'model')}, {formatBytes(data.totalBytes)}
        </p>
        <Button look="danger" className="ml-auto" disabled={empty.isPending} onClick={() => setAsking(true)}>
          <Trash2 />
          Empty the trash…
        </Button>
      </div>
      <Card>
        <ul aria-label="Trash" className="divide-y">
          {data.entries.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              busy={restore.isPending}
              onRestore={() => restore.mutate({ id: entry.id })}
            />
          ))}
        </ul>
      </Card>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Empty the trash"
        description={`${plural(data.total, 'model')} will be deleted for good. This cannot be taken back.`}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Close</Button>
            <Button
              look="danger"
              onClick={() => {
                setAsking(false)
                empty.mutate({ id: data.entries.map(({ id }) => id) })
              }}
            >
              Delete {formatBytes(data.totalBytes)}
            </Button>
          </>
        }
      >
        <ul className="list-disc space-y-1 pl-5 text-13 break-words">
          {data.entries.map(({ id, officialName, slug }) => (
            <li key={id}>{officialName || slug}</li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}

function Entry({ entry, busy, onRestore }: { entry: TrashEntry; busy: boolean; onRestore: () => void }) {
  const { slug, officialName, sizeBytes, removedAt, expiresAt, apps, emptying } = entry
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-13">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={slug}>
          {officialName || slug}
        </p>
        <p className="text-2xs text-muted">
          removed <Time at={removedAt} />
          {expiresAt !== undefined && (
            <>
              , goes <Time at={expiresAt} />
            </>
          )}
          {apps.length > 0 && `, was in ${apps.join(', ')}`}
        </p>
      </div>
      <span className="text-muted">{formatBytes(sizeBytes)}</span>
      <Button size="small" disabled={busy || emptying} onClick={onRestore}>
        {emptying ? 'Half emptied' : 'Bring back'}
      </Button>
    </li>
  )
}
