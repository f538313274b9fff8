import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'

import { type App, AppService } from '#gen/app_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { plural } from '../format/formatCount.ts'

interface RemoveAppDialogProps {
  app: App
  open: boolean
  onClose: () => void
}

/** Takes the links back and forgets the installation. */
export function RemoveAppDialog({ app, open, onClose }: RemoveAppDialogProps) {
  const queryClient = useQueryClient()
  const remove = useMutation(AppService.method.removeApp, {
    onSuccess: async () => {
      onClose()
      await refreshQueries(queryClient, 'apps', 'library')
    },
  })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Remove ${app.id}?`}
      description={`${plural(app.linkCount, 'link')} of ours will be taken back; nothing of the app itself is touched.`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ id: app.id })}>
            Remove {app.id}
          </Button>
        </>
      }
    >
      {remove.error ? <ErrorNotice error={remove.error} /> : <p className="text-13 text-muted">{app.path}</p>}
    </Dialog>
  )
}
