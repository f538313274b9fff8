import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { type LibraryRoot, LibraryService } from '#gen/library_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { Bytes } from '../components/Bytes.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Time } from '../components/Time.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { Button } from '../components/ui/Button.tsx'
import { plural } from '../format/formatCount.ts'

/** The folders whose models are known in place, and whether they are there. */
export function RootList({ roots }: { roots: LibraryRoot[] }) {
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<string>()
  const remove = useMutation(LibraryService.method.removeRoot, {
    onSuccess: async () => {
      setAsked(undefined)
      await refreshQueries(queryClient, 'library')
    },
  })
  return (
    <section className="mt-6">
      <h3 className="mb-1.5 text-13 font-semibold">Folders</h3>
      <ul aria-label="Folders" className="rounded-lg border">
        {roots.map((root) => (
          <li key={root.id} className="border-b px-3 py-2 text-13 last:border-b-0">
            <div className="flex items-center gap-2">
              <span className="font-medium">{root.name}</span>
              {root.online ? <Badge tone="good">online</Badge> : <Badge tone="warn">offline</Badge>}
              {root.missing > 0 && <Badge tone="bad">{root.missing} missing</Badge>}
              <span className="ml-auto text-muted">
                {plural(root.models, 'model')}, <Bytes bytes={root.sizeBytes} />
              </span>
              {asked === root.id ? (
                <>
                  <Button onClick={() => setAsked(undefined)}>Keep</Button>
                  <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ id: root.id })}>
                    Forget {plural(root.models, 'model')}
                  </Button>
                </>
              ) : (
                <Button look="quiet" onClick={() => setAsked(root.id)}>
                  Forget…
                </Button>
              )}
            </div>
            <p className="font-mono text-xs break-all text-muted">{root.path}</p>
            <p className="text-2xs text-faint">
              {root.online ? (
                root.scannedAt > 0n && (
                  <>
                    Scanned <Time at={root.scannedAt} />
                  </>
                )
              ) : (
                <>{root.offlineReason}. Its models stay known.</>
              )}
              {asked === root.id && ' Forgetting touches no file in the folder.'}
            </p>
          </li>
        ))}
      </ul>
      {remove.error && <ErrorNotice error={remove.error} />}
    </section>
  )
}
