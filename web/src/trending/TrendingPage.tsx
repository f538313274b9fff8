import { useInfiniteQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { TrendingUp } from 'lucide-react'

import { CatalogService } from '#gen/catalog_pb.ts'

import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { EntryRow } from '../components/EntryRow.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Button } from '../components/ui/Button.tsx'
import { cx } from '../components/ui/cx.ts'
import { Segments } from '../components/ui/Segments.tsx'
import { Select } from '../components/ui/Select.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { sourceName } from '../format/sources.ts'
import { settings } from '../settings/settings.ts'
import { Gains } from './Gains.tsx'
import { Growth } from './Growth.tsx'
import { useTasks } from './useTasks.ts'

const route = getRouteApi('/trending')

/** What rises, what is new, and what the sources call trending. */
export function TrendingPage() {
  usePageTitle('Trending')
  const { kind = 'rising', source, task } = route.useSearch()
  const navigate = route.useNavigate()
  const { nsfwMask } = settings.use()
  const { sources, tasks } = useTasks(source)
  const { data, error, refetch, isPlaceholderData, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    CatalogService.method.listTrending,
    {
      kind,
      search: {
        source: source === undefined ? [] : [source],
        task: task === undefined ? [] : [task],
        nsfwMask,
        limit: 25,
        cursor: '',
      },
    },
    {
      pageParamKey: 'search',
      getNextPageParam: (page, _pages, last) =>
        page.nextCursor === '' ? undefined : { ...last, cursor: page.nextCursor },
      placeholderData: keepPreviousData,
    },
  )
  const first = data?.pages[0]
  const models = data?.pages.flatMap((page) => page.models) ?? []
  const change = (next: Partial<ReturnType<typeof route.useSearch>>) =>
    void navigate({ search: (search) => ({ ...search, ...next }), replace: true, resetScroll: false })
  return (
    <div className="mx-auto max-w-6xl py-6">
      <PageHeader
        title="Trending"
        actions={
          <>
            {sources.length > 1 && (
              <Select
                label="Source"
                value={source ?? ''}
                options={[
                  { value: '', label: 'all sources' },
                  ...sources.map((name) => ({ value: name, label: sourceName(name) })),
                ]}
                onChange={(next) => change({ source: next || undefined, task: undefined })}
              />
            )}
            <Select
              label="Task"
              value={task ?? ''}
              options={[{ value: '', label: 'all tasks' }, ...tasks.map((name) => ({ value: name, label: name }))]}
              onChange={(next) => change({ task: next || undefined })}
            />
          </>
        }
      >
        <Segments
          label="Which"
          value={kind}
          options={[
            { value: 'rising', label: 'Rising' },
            { value: 'new', label: 'New' },
            { value: 'source', label: 'By the source' },
          ]}
          onChange={(next) => change({ kind: next })}
        />
      </PageHeader>
      {first && <p className="-mt-2 mb-4 max-w-4xl text-2xs text-faint">Order: {first.formula}</p>}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Loading" className="skeleton h-96 rounded-xl!" />}
      {first && models.length === 0 && (
        <EmptyState icon={<TrendingUp />} title="Nothing to show yet">
          {kind === 'rising' && first.snapshots < 2
            ? `What rises is seen by comparing two days, and there is a snapshot of ${first.snapshots === 0 ? 'none' : 'one'} so far. The first sync of each day takes one.`
            : 'No model has what this order goes by.'}
        </EmptyState>
      )}
      {models.length > 0 && (
        <Card className={cx('transition-opacity', isPlaceholderData && 'opacity-60')}>
          <ol aria-label="Trending models">
            {models.map(({ entry, score, downloadsGained, likesGained, days }) =>
              entry ? (
                <EntryRow
                  key={entry.slug}
                  entry={entry}
                  aside={
                    <Gains
                      kind={kind}
                      entry={entry}
                      score={score}
                      downloads={downloadsGained}
                      likes={likesGained}
                      days={days}
                    />
                  }
                />
              ) : null,
            )}
          </ol>
          {hasNextPage && (
            <Button
              look="quiet"
              size="small"
              className="h-9! w-full rounded-none border-t"
              disabled={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </Card>
      )}
      <Growth />
    </div>
  )
}
