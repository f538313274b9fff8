import { callUnaryMethod, useTransport } from '@connectrpc/connect-query'
import { useQuery } from '@tanstack/react-query'

import { type App, AppService } from '#gen/app_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FilePath } from '../components/FilePath.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'

interface VerifyDialogProps {
  app: App
  open: boolean
  onClose: () => void
}

/** Which of its models an app sees: it is asked where it can be, else its folders are looked at. */
export function VerifyDialog({ app, open, onClose }: VerifyDialogProps) {
  const transport = useTransport()
  const { data, error, refetch } = useQuery({
    queryKey: ['verifyMapping', app.id],
    queryFn: ({ signal }) => callUnaryMethod(transport, AppService.method.verifyMapping, { app: [app.id] }, { signal }),
    enabled: open,
    gcTime: 0,
    staleTime: 0,
  })
  const [answer] = data?.verifications ?? []
  const unseen = answer?.models.filter(({ state }) => state !== 'seen') ?? []
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`What ${app.id} sees`}
      description={answer && (answer.asked === 'application' ? `It was asked at ${answer.url}.` : answer.note)}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!answer && !error && <div role="status" aria-label="Asking" className="skeleton h-24 rounded-xl!" />}
      {answer && (
        <>
          <p className="flex flex-wrap gap-2">
            <Badge tone="good">{answer.seen} seen</Badge>
            {answer.notSeen > 0 && <Badge tone="bad">{answer.notSeen} not seen</Badge>}
            {answer.unknown > 0 && <Badge>{answer.unknown} cannot be asked</Badge>}
          </p>
          {unseen.length > 0 && (
            <ul aria-label="Not seen" className="mt-4 border-t text-13">
              {unseen.map(({ slug, targetPath, state, reason }) => (
                <li key={targetPath} className="border-b py-2 last:border-b-0">
                  <FilePath path={targetPath} />
                  <span className="block text-muted">
                    {slug}: {state}, {reason}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Dialog>
  )
}
