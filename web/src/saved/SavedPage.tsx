import { useQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'
import { BookmarkPlus } from 'lucide-react'

import { SavedSearchService } from '#gen/saved_search_pb.ts'

import { Collections } from '../collections/Collections.tsx'
import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { buttonLook } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { SavedSearchRow } from './SavedSearchRow.tsx'

/** Searches that are kept, what they found anew, and collections. */
export function SavedPage() {
  usePageTitle('Saved')
  const { data, error, refetch } = useQuery(SavedSearchService.method.listSavedSearches, {})
  return (
    <div className="mx-auto max-w-4xl py-6">
      <h1 className="mb-4 text-lg font-semibold tracking-tight">Saved searches</h1>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Loading" className="skeleton h-40 rounded-xl!" />}
      {data?.savedSearches.length === 0 && (
        <Card>
          <EmptyState
            icon={<BookmarkPlus />}
            title="No search is saved"
            actions={
              <Link to="/" className={buttonLook('plain')}>
                To the catalog
              </Link>
            }
          >
            Save a search in the catalog, and each sync tells here, as a feed and by webhook what it finds anew.
          </EmptyState>
        </Card>
      )}
      {data && data.savedSearches.length > 0 && (
        <Card>
          <ul aria-label="Saved searches">
            {data.savedSearches.map((search) => (
              <SavedSearchRow key={search.id} search={search} />
            ))}
          </ul>
        </Card>
      )}
      <Collections />
    </div>
  )
}
