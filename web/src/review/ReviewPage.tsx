import { useInfiniteQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck } from 'lucide-react'

import { CurationService } from '#gen/curation_pb.ts'

import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { plural } from '../format/formatCount.ts'
import { IdentifyButton } from './IdentifyButton.tsx'
import { ReviewRow } from './ReviewRow.tsx'

/** The models of which it is not sure what they are, for a person to say. */
export function ReviewPage() {
  usePageTitle('Review')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    CurationService.method.listReviews,
    { query: '', limit: 50, cursor: '' },
    { pageParamKey: 'cursor', getNextPageParam: (page) => page.nextCursor || undefined },
  )
  const total = data?.pages[0]?.total
  const models = data?.pages.flatMap((page) => page.models) ?? []
  return (
    <div className="mx-auto max-w-4xl py-6">
      <nav aria-label="Path" className="mb-3 text-13 text-muted">
        <Link to="/library" className="hover:text-ink hover:underline">
          Library
        </Link>
      </nav>
      <PageHeader title="Review" actions={<IdentifyButton />}>
        {total !== undefined && total > 0n && `${plural(total, 'model')} to look at`}
      </PageHeader>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Loading" className="skeleton h-40 rounded-xl!" />}
      {total === 0n && (
        <EmptyState
          icon={<BadgeCheck />}
          title="Nothing waits for you"
          actions={
            <Link to="/library" className={buttonLook('plain')}>
              To the library
            </Link>
          }
        >
          It is known what every model is. Files whose header, folder and name say too little appear here after a scan.
        </EmptyState>
      )}
      {models.length > 0 && (
        <Card>
          <ul aria-label="Models to look at">
            {models.map((model) => (
              <ReviewRow key={model.slug} model={model} />
            ))}
          </ul>
        </Card>
      )}
      {hasNextPage && (
        <Button className="mt-4" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  )
}
