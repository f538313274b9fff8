import { getRouteApi } from '@tanstack/react-router'
import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'

import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Select } from '../components/ui/Select.tsx'
import { plural } from '../format/formatCount.ts'
import { sortOf, sorts } from './catalogSearch.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')
const FilterDialog = lazyDialog(async () => (await import('./FilterDialog.tsx')).FilterDialog)

interface ResultSummaryProps {
  total: bigint | undefined
  tookMs: number | undefined
  /** True while the numbers are of the search before. */
  stale: boolean
}

/** How many were found, how long that took, and in which order they are. */
export function ResultSummary({ total, tookMs, stale }: ResultSummaryProps) {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const [filtersOpen, setFiltersOpen] = useState(false)
  return (
    <div className="flex h-12 items-center gap-3 text-13">
      <p aria-live="polite" className="min-w-0 truncate text-muted">
        {total === undefined ? (
          <span className="skeleton inline-block h-3.5 w-28 align-middle" />
        ) : (
          <>
            <strong className="font-semibold text-ink">{plural(total, 'model')}</strong>
            {tookMs !== undefined && !stale && (
              <span className="text-faint max-sm:hidden"> in {formatTook(tookMs)}</span>
            )}
          </>
        )}
      </p>
      <div className="ml-auto flex items-center gap-2">
        <Button className="lg:hidden" onClick={() => setFiltersOpen(true)}>
          <SlidersHorizontal />
          Filters
        </Button>
        <Select
          label="Sort"
          value={sortOf(search)}
          options={sorts}
          onChange={(sort) => navigate((current) => ({ ...current, sort }))}
        />
      </div>
      <FilterDialog open={filtersOpen} onClose={() => setFiltersOpen(false)} />
    </div>
  )
}

function formatTook(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
