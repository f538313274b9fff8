import { createClient } from '@connectrpc/connect'
import { useQuery, useTransport } from '@connectrpc/connect-query'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, FolderPlus } from 'lucide-react'
import { useState } from 'react'

import { type Collection, CollectionService } from '#gen/collection_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { plural } from '../format/formatCount.ts'
import type { ChosenModel } from './chosenModels.ts'

interface CollectDialogProps {
  open: boolean
  models: readonly ChosenModel[]
  onClose: () => void
}

/** Adds models to a collection that there is, or to a new one. */
export function CollectDialog({ open, models, onClose }: CollectDialogProps) {
  const queryClient = useQueryClient()
  const client = createClient(CollectionService, useTransport())
  const [name, setName] = useState('')
  const { data, error } = useQuery(CollectionService.method.listCollections, {}, { enabled: open })
  const collect = useMutation({
    async mutationFn(target: { id: string } | { name: string }): Promise<Collection> {
      let collection = 'id' in target ? undefined : await client.createCollection(target)
      const id = 'id' in target ? target.id : (collection?.id ?? '')
      for (const { slug } of models) collection = await client.addToCollection({ id, slug })
      return collection ?? client.getCollection({ id })
    },
    onSettled: () => refreshQueries(queryClient, 'collections'),
  })
  const close = () => {
    collect.reset()
    setName('')
    onClose()
  }
  return (
    <Dialog open={open} onClose={close} title={`Add ${plural(models.length, 'model')} to a collection`}>
      {collect.data ? (
        <p role="status" className="flex items-center gap-2 text-13">
          <Check className="size-4 shrink-0 text-good" />
          <span>
            In{' '}
            <Link
              to="/collections/$id"
              params={{ id: collect.data.id }}
              onClick={close}
              className="font-medium text-accent hover:underline"
            >
              {collect.data.name}
            </Link>
            , which has {plural(collect.data.modelsTotal, 'model')} now.
          </span>
        </p>
      ) : (
        <>
          <ul aria-label="Collections" className="space-y-1">
            {data?.collections.map((collection) => (
              <li key={collection.id}>
                <button
                  type="button"
                  disabled={collect.isPending}
                  onClick={() => collect.mutate({ id: collection.id })}
                  className="flex h-10 w-full items-center gap-3 rounded-md border bg-surface px-3 text-left text-13 hover:bg-hover"
                >
                  <span className="min-w-0 flex-1 truncate font-medium">{collection.name}</span>
                  <span className="text-faint">{plural(collection.modelsTotal, 'model')}</span>
                </button>
              </li>
            ))}
          </ul>
          <form
            className="mt-4 flex gap-2"
            onSubmit={(event) => {
              event.preventDefault()
              collect.mutate({ name: name.trim() })
            }}
          >
            <TextInput
              aria-label="Name of a new collection"
              placeholder="New collection"
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" look="primary" disabled={name.trim() === '' || collect.isPending}>
              <FolderPlus />
              Create
            </Button>
          </form>
        </>
      )}
      {(collect.error ?? error) && (
        <div className="mt-3">
          <ErrorNotice error={collect.error ?? error} />
        </div>
      )}
    </Dialog>
  )
}
