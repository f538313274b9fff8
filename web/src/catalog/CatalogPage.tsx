import { getRouteApi } from '@tanstack/react-router'

import { useStatus } from '../api/useStatus.ts'
import { usePageTitle } from '../components/usePageTitle.ts'
import { hasFilters } from './changeFilter.ts'
import { FacetPanel } from './FacetPanel.tsx'
import { FirstSync } from './FirstSync.tsx'
import { SearchResults } from './SearchResults.tsx'

const route = getRouteApi('/')

/** Every model of every source: search, filter, sort. */
export function CatalogPage() {
  const search = route.useSearch()
  const { data: status } = useStatus()
  usePageTitle(search.query === undefined ? 'Catalog' : `${search.query} · Catalog`)
  if (status?.models === 0n && search.query === undefined && !hasFilters(search)) return <FirstSync status={status} />
  return (
    <div className="flex gap-8">
      <aside
        aria-label="Filters"
        className="sticky top-(--header) -ml-2 hidden h-[calc(100dvh-var(--header))] w-60 shrink-0 overflow-y-auto overscroll-contain py-4 pr-2 pl-2 lg:block"
      >
        <FacetPanel />
      </aside>
      <SearchResults />
    </div>
  )
}
