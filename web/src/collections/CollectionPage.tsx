import { useMutation, useQuery } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Columns3, FolderOpen, Trash2, X } from 'lucide-react'

import { CollectionService } from '#gen/collection_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { compareLimits } from '../chosen/chosenModels.ts'
import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { EntryRow } from '../components/EntryRow.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FeedLinks } from '../components/FeedLinks.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { plural } from '../format/formatCount.ts'
import { CollectionName } from './CollectionName.tsx'

const route = getRouteApi('/collections/$id')

/** One collection: its models in the order in which they were added. */
export function CollectionPage() {
  const { id } = route.useParams()
  const navigate = route.useNavigate()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(CollectionService.method.getCollection, { id })
  const onSuccess = () => refreshQueries(queryClient, 'collections')
  const takeOut = useMutation(CollectionService.method.removeFromCollection, { onSuccess })
  const remove = useMutation(CollectionService.method.removeCollection, {
    async onSuccess() {
      await navigate({ to: '/saved' })
      await onSuccess()
    },
  })
  usePageTitle(data?.name ?? 'Collection')
  const models = data?.models ?? []
  const slugs = models.filter(({ entry }) => entry).map(({ slug }) => slug)
  const failure = error ?? takeOut.error ?? remove.error
  return (
    <div className="mx-auto max-w-4xl py-6">
      <nav aria-label="Path" className="mb-3 text-13 text-muted">
        <Link to="/saved" className="hover:text-ink hover:underline">
          Saved
        </Link>
      </nav>
      <PageHeader
        title={data ? <CollectionName id={id} name={data.name} /> : 'Collection'}
        actions={
          <>
            <FeedLinks path={`/api/v1/collections/${id}/feed`} label={data?.name ?? ''} />
            {slugs.length >= compareLimits.least && (
              <Link to="/compare" search={{ slug: slugs.slice(0, compareLimits.most) }} className={buttonLook('plain')}>
                <Columns3 />
                Compare {slugs.length > compareLimits.most && `the first ${compareLimits.most}`}
              </Link>
            )}
            <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ id })}>
              <Trash2 />
              Remove
            </Button>
          </>
        }
      >
        {data && plural(data.modelsTotal, 'model')}
      </PageHeader>
      {failure && <ErrorNotice error={failure} />}
      {!data && !error && <div role="status" aria-label="Loading" className="skeleton h-40 rounded-xl!" />}
      {data?.models.length === 0 && (
        <EmptyState
          icon={<FolderOpen />}
          title="Nothing in it yet"
          actions={
            <Link to="/" className={buttonLook('plain')}>
              To the catalog
            </Link>
          }
        >
          Choose models in the catalog by the mark before their name, then collect them.
        </EmptyState>
      )}
      {models.length > 0 && (
        <Card>
          <ul aria-label="Models of the collection">
            {models.map(({ slug, entry, note }) => {
              const leave = (
                <Button
                  look="quiet"
                  size="icon"
                  className="size-7!"
                  aria-label={`Take ${entry?.name ?? slug} out`}
                  title="Take out"
                  disabled={takeOut.isPending}
                  onClick={() => takeOut.mutate({ id, slug })}
                >
                  <X />
                </Button>
              )
              if (entry) return <EntryRow key={slug} entry={entry} note={note || undefined} actions={leave} />
              return (
                <li key={slug} className="flex items-center border-b px-4 py-2 text-13 text-muted last:border-b-0">
                  <span className="flex-1">{slug}, which the catalog has no longer</span>
                  {leave}
                </li>
              )
            })}
          </ul>
        </Card>
      )}
    </div>
  )
}
