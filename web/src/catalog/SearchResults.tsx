import { useInfiniteQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { useRef } from 'react'

import { CatalogService } from '#gen/catalog_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { cx } from '../components/ui/cx.ts'
import { ActiveFilters } from './ActiveFilters.tsx'
import { toSearchRequest } from './catalogSearch.ts'
import { NoResults } from './NoResults.tsx'
import { ResultList } from './ResultList.tsx'
import { ResultListHeader } from './ResultListHeader.tsx'
import { ResultSkeleton } from './ResultSkeleton.tsx'
import { ResultSummary } from './ResultSummary.tsx'
import { SearchBox } from './SearchBox.tsx'
import { SyncNotice } from './SyncNotice.tsx'
import { useEffectiveSearch } from './useEffectiveSearch.ts'

/** The search box and what it found, page after page as one scrolls. */
export function SearchResults() {
  const search = useEffectiveSearch()
  const searchBox = useRef<HTMLInputElement>(null)
  const list = useRef<{ focusFirst: () => void }>(null)
  const { data, error, isPlaceholderData, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    CatalogService.method.search,
    { ...toSearchRequest(search), limit: 100, cursor: '' },
    {
      pageParamKey: 'cursor',
      getNextPageParam: (page) => page.nextCursor || undefined,
      placeholderData: keepPreviousData,
      // A list that is read does not change by itself; a finished job or a reload renews it.
      staleTime: 5 * 60_000,
    },
  )
  const first = data?.pages[0]
  // A search that was refused has no list, not that of the search before.
  const shown = error && isPlaceholderData ? undefined : first
  const entries = shown ? (data?.pages.flatMap((page) => page.entries) ?? []) : []
  return (
    <div className="min-w-0 flex-1">
      <div className="sticky top-(--header) z-20 -mx-4 bg-page px-4 pt-4 lg:-mx-2 lg:px-2">
        <SearchBox inputRef={searchBox} onArrowDown={() => list.current?.focusFirst()} />
        <SyncNotice />
        <ActiveFilters />
        <ResultSummary page={shown} loading={!error} stale={isPlaceholderData} />
        {(entries.length > 0 || !data) && !(error && !shown) && <ResultListHeader />}
      </div>
      {error && (
        <div className="py-4">
          <ErrorNotice error={error} onRetry={() => void (shown ? fetchNextPage() : refetch())} />
        </div>
      )}
      {!data && !error && <ResultSkeleton rows={14} />}
      {shown?.total === 0n && <NoResults />}
      {entries.length > 0 && (
        <div className={cx('transition-opacity', isPlaceholderData && 'opacity-60')}>
          <ResultList
            ref={list}
            entries={entries}
            total={Number(first?.total ?? 0)}
            hasMore={hasNextPage}
            onEndReached={() => {
              if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage()
            }}
            onLeave={() => searchBox.current?.focus()}
          />
        </div>
      )}
    </div>
  )
}
