import { useMutation, useQuery } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { CheckCheck, Sparkles } from 'lucide-react'

import { SavedSearchService } from '#gen/saved_search_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { readCatalogSearch } from '../catalog/catalogSearch.ts'
import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { EntryRow } from '../components/EntryRow.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FeedLinks } from '../components/FeedLinks.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Time } from '../components/Time.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { plural } from '../format/formatCount.ts'
import { parseSearchParams } from '../searchParams.ts'

const route = getRouteApi('/saved/$id')

/** What a saved search found since it was made, the newest first. */
export function SavedSearchPage() {
  const { id } = route.useParams()
  const queryClient = useQueryClient()
  const search = useQuery(SavedSearchService.method.getSavedSearch, { id })
  const found = useQuery(SavedSearchService.method.listSavedSearchEntries, { id, limit: 100 })
  const seen = useMutation(SavedSearchService.method.markSavedSearchSeen, {
    onSuccess: () => refreshQueries(queryClient, 'savedSearches'),
  })
  usePageTitle(search.data?.name ?? 'Saved search')
  const error = search.error ?? found.error ?? seen.error
  const { name = '', query = '', unseen = 0n } = search.data ?? {}
  return (
    <div className="mx-auto max-w-4xl py-6">
      <nav aria-label="Path" className="mb-3 text-13 text-muted">
        <Link to="/saved" className="hover:text-ink hover:underline">
          Saved
        </Link>
      </nav>
      <PageHeader
        title={name || 'Saved search'}
        actions={
          <>
            <FeedLinks path={`/api/v1/saved-searches/${id}/feed`} label={name} />
            <Link to="/" search={readCatalogSearch(parseSearchParams(query))} className={buttonLook('plain')}>
              Open in the catalog
            </Link>
            {unseen > 0n && (
              <Button look="primary" disabled={seen.isPending} onClick={() => seen.mutate({ id })}>
                <CheckCheck />
                Mark as seen
              </Button>
            )}
          </>
        }
      >
        {found.data && `${plural(found.data.total, 'model')} since it was saved`}
      </PageHeader>
      {error && <ErrorNotice error={error} />}
      {!found.data && !error && <div role="status" aria-label="Loading" className="skeleton h-40 rounded-xl!" />}
      {found.data?.entries.length === 0 && (
        <EmptyState icon={<Sparkles />} title="Nothing new yet">
          What the search found when it was saved is known. Each sync looks for more.
        </EmptyState>
      )}
      {found.data && found.data.entries.length > 0 && (
        <Card>
          <ul aria-label="Found since it was saved">
            {found.data.entries.map(({ slug, entry, foundAt, unseen }) =>
              entry ? (
                <EntryRow
                  key={slug}
                  entry={entry}
                  aside={
                    <span className="flex items-center gap-2">
                      {unseen && <Badge tone="brass">new</Badge>}
                      <Time at={foundAt} />
                    </span>
                  }
                />
              ) : (
                <li key={slug} className="border-b px-4 py-3 text-13 text-muted last:border-b-0">
                  {slug}, which the catalog has no longer
                </li>
              ),
            )}
          </ul>
        </Card>
      )}
    </div>
  )
}
