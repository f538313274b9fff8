import { useMutation } from '@connectrpc/connect-query'
import { useId, useState } from 'react'

import type { LibraryModel } from '#gen/library_pb.ts'
import { OrderService } from '#gen/order_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { useRefreshOrder } from './refreshOrder.ts'
import { UsedBy } from './UsedBy.tsx'
import { useUses } from './useUses.ts'

interface RenameDialogProps {
  open: boolean
  model: LibraryModel
  onClose: () => void
}

/** Who uses a model, and another name: of its folder, or of one in place the title that is shown. */
export function RenameDialog({ open, model, onClose }: RenameDialogProps) {
  const form = useId()
  const refresh = useRefreshOrder()
  const { slug } = model
  const isInPlace = model.storage === 'in_place'
  const folder = model.path.split(/[\\/]/).at(-1) ?? ''
  const [name, setName] = useState('')
  const { data, error } = useUses(slug, open)
  const rename = useMutation(OrderService.method.moveModel, {
    onSuccess: () => {
      setName('')
      refresh()
      onClose()
    },
  })
  const isPossible = data !== undefined && data.obstacles.length === 0 && name.trim() !== ''
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Rename ${model.officialName}`}
      description={
        isInPlace
          ? 'It gets another title here. Your files keep their names.'
          : 'Its folder gets another name, and the links in your applications follow, all or none.'
      }
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" type="submit" form={form} disabled={!isPossible || rename.isPending}>
            {rename.isPending ? 'Renaming…' : 'Rename'}
          </Button>
        </>
      }
    >
      {(error ?? rename.error) && <ErrorNotice error={error ?? rename.error} />}
      <form
        id={form}
        className="mb-4 text-13"
        onSubmit={(event) => {
          event.preventDefault()
          if (isPossible) rename.mutate({ id: slug, name: name.trim() })
        }}
      >
        <label className="grid gap-1">
          {isInPlace ? 'Title' : 'Name of the folder'}
          <TextInput
            value={name}
            required
            maxLength={isInPlace ? 300 : 128}
            placeholder={isInPlace ? model.officialName : folder}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
      </form>
      {!data && !error && <div role="status" aria-label="Looking who uses it" className="skeleton h-16 rounded-xl!" />}
      {data && <UsedBy removal={data} />}
    </Dialog>
  )
}
