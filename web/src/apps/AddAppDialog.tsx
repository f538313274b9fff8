import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { AppService } from '#gen/app_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { Segments } from '../components/ui/Segments.tsx'
import { Select } from '../components/ui/Select.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { appNames, withSettings } from './appNames.ts'

/** Tells where an application is installed, on the machine that Weighthouse runs on. */
export function AddAppDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const queryClient = useQueryClient()
  const form = useId()
  const [app, setApp] = useState('comfyui')
  const [path, setPath] = useState('')
  const [url, setUrl] = useState('')
  const [mapping, setMapping] = useState<'default' | 'config'>('default')
  const add = useMutation(AppService.method.addApp, {
    onSuccess: async () => {
      setPath('')
      setUrl('')
      onClose()
      await refreshQueries(queryClient, 'apps')
    },
  })
  const chosen = withSettings.includes(app) ? mapping : 'default'
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Add an app"
      description="The folder is one of the machine that Weighthouse runs on."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" type="submit" form={form} disabled={path.trim() === '' || add.isPending}>
            Add
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-4 text-13"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate({ app, path: path.trim(), url: url.trim(), mapping: chosen === 'default' ? '' : chosen })
        }}
      >
        <Select label="App" value={app} options={appNames} onChange={setApp} />
        <label className="grid gap-1">
          Folder
          <TextInput
            value={path}
            required
            placeholder="/home/me/ComfyUI"
            onChange={(event) => setPath(event.target.value)}
          />
        </label>
        <label className="grid gap-1">
          Address, so that it can be asked what it sees (not needed)
          <TextInput value={url} placeholder="http://127.0.0.1:8188" onChange={(event) => setUrl(event.target.value)} />
        </label>
        {withSettings.includes(app) && (
          <div className="grid gap-1">
            How models get there
            <Segments
              label="How models get there"
              value={mapping}
              options={[
                { value: 'default', label: 'Links in its folders' },
                { value: 'config', label: 'Folders in its settings' },
              ]}
              onChange={setMapping}
              className="justify-self-start"
            />
          </div>
        )}
        {add.error && <ErrorNotice error={add.error} />}
      </form>
    </Dialog>
  )
}
