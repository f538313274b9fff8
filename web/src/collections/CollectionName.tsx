import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'

import { CollectionService } from '#gen/collection_pb.ts'

import { readError } from '../api/readError.ts'
import { refreshQueries } from '../api/refreshQueries.ts'
import { Button } from '../components/ui/Button.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'

/** The name of a collection, and a way to change it. */
export function CollectionName({ id, name }: { id: string; name: string }) {
  const queryClient = useQueryClient()
  const [text, setText] = useState<string>()
  const rename = useMutation(CollectionService.method.renameCollection, {
    async onSuccess() {
      await refreshQueries(queryClient, 'collections')
      setText(undefined)
    },
  })
  if (text === undefined) {
    return (
      <span className="flex items-center gap-1">
        {name}
        <Button look="quiet" size="icon" className="size-7!" aria-label="Rename" onClick={() => setText(name)}>
          <Pencil className="size-3.5!" />
        </Button>
      </span>
    )
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate({ id, name: text.trim() })
      }}
    >
      <TextInput
        autoFocus
        aria-label="Name of the collection"
        className="w-60! font-normal"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText(undefined)}
      />
      <Button type="submit" size="small" disabled={text.trim() === '' || rename.isPending}>
        Rename
      </Button>
      {rename.error && <span className="text-13 font-normal text-bad">{readError(rename.error).message}</span>}
    </form>
  )
}
