import { useQuery } from '@connectrpc/connect-query'
import { getRouteApi } from '@tanstack/react-router'

import { CatalogService } from '#gen/catalog_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Segments } from '../components/ui/Segments.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { plural } from '../format/formatCount.ts'
import { sourceName } from '../format/sources.ts'
import { AuthorTable } from './AuthorTable.tsx'
import { Distributions } from './Distributions.tsx'
import { Facets } from './Facets.tsx'
import { Families } from './Families.tsx'
import { LicenseByTask } from './LicenseByTask.tsx'
import { SourceTotals } from './SourceTotals.tsx'
import { TopLists } from './TopLists.tsx'

const route = getRouteApi('/statistics')

/** The catalog as a whole, each figure with what it counts. */
export function StatisticsPage() {
  usePageTitle('Statistics')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(CatalogService.method.getStatistics, {}, { staleTime: 60_000 })
  const sources = data?.sources.map(({ source }) => source) ?? []
  const source = sources.find((name) => name === search.source) ?? sources[0]
  return (
    <div className="mx-auto max-w-6xl py-6">
      <PageHeader title="Statistics">{data && plural(data.total, 'model')}</PageHeader>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Loading" className="skeleton h-96 rounded-xl!" />}
      {data && (
        <>
          <SourceTotals statistics={data} />
          <Facets statistics={data} />
          {source !== undefined && (
            <section aria-label="By source">
              <div className="sticky top-(--header) z-20 -mx-2 mt-10 flex flex-wrap items-center gap-3 bg-page px-2 py-2">
                <h2 className="text-base font-semibold">By source</h2>
                {sources.length > 1 && (
                  <Segments
                    label="Source"
                    value={source}
                    options={sources.map((name) => ({ value: name, label: sourceName(name) }))}
                    onChange={(next) => void navigate({ search: { source: next }, replace: true, resetScroll: false })}
                  />
                )}
              </div>
              <Distributions statistics={data} source={source} />
              <TopLists statistics={data} source={source} />
              <AuthorTable key={source} statistics={data} source={source} />
            </section>
          )}
          <Families statistics={data} />
          <LicenseByTask statistics={data} />
        </>
      )}
    </div>
  )
}
