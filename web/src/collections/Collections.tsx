import { useMutation, useQuery } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FolderPlus } from 'lucide-react'
import { useState } from 'react'

import { CollectionService } from '#gen/collection_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FeedLinks } from '../components/FeedLinks.tsx'
import { Section } from '../components/Section.tsx'
import { Time } from '../components/Time.tsx'
import { Button } from '../components/ui/Button.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { plural } from '../format/formatCount.ts'

/** Every collection, and a line to start another. */
export function Collections() {
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const { data, error, refetch } = useQuery(CollectionService.method.listCollections, {})
  const make = useMutation(CollectionService.method.createCollection, {
    onSuccess() {
      setName('')
      return refreshQueries(queryClient, 'collections')
    },
  })
  return (
    <Section title="Collections" aside="Lists of models that you put together">
      {(error ?? make.error) && <ErrorNotice error={error ?? make.error} onRetry={() => void refetch()} />}
      <Card>
        <ul aria-label="Collections">
          {data?.collections.map((collection) => (
            <li
              key={collection.id}
              className="relative flex min-h-12 flex-wrap items-center gap-x-4 border-b px-4 py-2 hover:bg-hover"
            >
              <Link
                to="/collections/$id"
                params={{ id: collection.id }}
                className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
              >
                {collection.name}
              </Link>
              <span className="relative z-10">
                <FeedLinks path={`/api/v1/collections/${collection.id}/feed`} label={collection.name} />
              </span>
              <span className="text-13 text-muted">{plural(collection.modelsTotal, 'model')}</span>
              <span className="w-28 text-right text-13 text-faint max-sm:hidden">
                <Time at={collection.updatedAt} />
              </span>
            </li>
          ))}
        </ul>
        <form
          className="flex gap-2 p-3"
          onSubmit={(event) => {
            event.preventDefault()
            make.mutate({ name: name.trim() })
          }}
        >
          <TextInput
            aria-label="Name of a new collection"
            placeholder="New collection"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" disabled={name.trim() === '' || make.isPending}>
            <FolderPlus />
            Create
          </Button>
        </form>
      </Card>
    </Section>
  )
}
