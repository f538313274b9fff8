import { useInfiniteQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { LibraryBig, SearchX } from 'lucide-react'

import { LibraryService } from '#gen/library_pb.ts'

import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { LibraryHeader } from './LibraryHeader.tsx'
import { LibraryList } from './LibraryList.tsx'

const route = getRouteApi('/library')
const LibraryDetails = lazyDialog(async () => (await import('./LibraryDetails.tsx')).LibraryDetails)

/** What is on this machine's shelves. */
export function LibraryPage() {
  usePageTitle('Library')
  const { query, type, model } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    LibraryService.method.listLibrary,
    { query, type: type === undefined ? [] : [type], limit: 100, cursor: '' },
    {
      pageParamKey: 'cursor',
      getNextPageParam: (page) => page.nextCursor || undefined,
      placeholderData: keepPreviousData,
    },
  )
  const first = data?.pages[0]
  const models = data?.pages.flatMap((page) => page.models) ?? []
  const narrowed = query !== undefined || type !== undefined
  return (
    <div className="mx-auto max-w-6xl py-6">
      <LibraryHeader total={first?.total} totalBytes={first?.totalBytes} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Loading the library" className="skeleton h-72 rounded-xl!" />}
      {first?.total === 0n &&
        (narrowed ? (
          <EmptyState
            icon={<SearchX />}
            title="Nothing on the shelves matches"
            actions={<Button onClick={() => void navigate({ search: {} })}>Show everything</Button>}
          >
            Try fewer words, or another type.
          </EmptyState>
        ) : (
          <EmptyState
            icon={<LibraryBig />}
            title="The shelves are empty"
            actions={
              <Link to="/" className={buttonLook('primary')}>
                Find a model in the catalog
              </Link>
            }
          >
            A model that you pull is verified and put here, ready for your applications. Files already on the shelves of
            another machine appear after a rescan.
          </EmptyState>
        ))}
      {models.length > 0 && (
        <LibraryList
          models={models}
          total={Number(first?.total ?? 0)}
          hasMore={hasNextPage}
          onEndReached={() => {
            if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage()
          }}
        />
      )}
      <LibraryDetails
        open={model !== undefined}
        slug={model}
        onClose={() => void navigate({ search: (search) => ({ ...search, model: undefined }), resetScroll: false })}
      />
    </div>
  )
}
