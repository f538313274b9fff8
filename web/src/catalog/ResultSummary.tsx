import { getRouteApi } from '@tanstack/react-router'
import { Share2, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'

import type { SearchResponse } from '#gen/search_pb.ts'

import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Select } from '../components/ui/Select.tsx'
import { plural } from '../format/formatCount.ts'
import { sortOf, sorts } from './catalogSearch.ts'
import { ResultNotes } from './ResultNotes.tsx'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')
const FilterDialog = lazyDialog(async () => (await import('./FilterDialog.tsx')).FilterDialog)
const UseSearchDialog = lazyDialog(async () => (await import('./use/UseSearchDialog.tsx')).UseSearchDialog)

interface ResultSummaryProps {
  /** The first page; undefined while it is read. */
  page: SearchResponse | undefined
  /** False when there is none because it was refused. */
  loading: boolean
  /** True while the numbers are of the search before. */
  stale: boolean
}

/** How many were found, how long that took, in which order they are, and what to do with all of them. */
export function ResultSummary({ page, loading, stale }: ResultSummaryProps) {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const [open, setOpen] = useState<'filters' | 'use'>()
  return (
    <>
      <div className="flex h-12 items-center gap-3 text-13">
        <p aria-live="polite" className="min-w-0 truncate text-muted">
          {page === undefined ? (
            loading && <span className="skeleton inline-block h-3.5 w-28 align-middle" />
          ) : (
            <>
              <strong className="font-semibold text-ink">{plural(page.total, 'model')}</strong>
              {!stale && <span className="text-faint max-sm:hidden"> in {formatTook(page.tookMs)}</span>}
            </>
          )}
        </p>
        <div className="ml-auto flex items-center gap-2">
          <Button className="lg:hidden" onClick={() => setOpen('filters')}>
            <SlidersHorizontal />
            <span className="max-sm:sr-only">Filters</span>
          </Button>
          <Button title="Save this search, export what it finds, or copy its address" onClick={() => setOpen('use')}>
            <Share2 />
            <span className="max-sm:sr-only">Save, export</span>
          </Button>
          <Select
            label="Sort"
            value={sortOf(search)}
            options={sorts}
            onChange={(sort) => navigate((current) => ({ ...current, sort }))}
          />
        </div>
        <FilterDialog open={open === 'filters'} onClose={() => setOpen(undefined)} />
        <UseSearchDialog open={open === 'use'} total={page?.total} onClose={() => setOpen(undefined)} />
      </div>
      {page && !stale && <ResultNotes page={page} />}
    </>
  )
}

function formatTook(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
