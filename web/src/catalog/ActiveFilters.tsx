import { getRouteApi } from '@tanstack/react-router'
import { X } from 'lucide-react'

import { type CatalogSearch, fieldNames, filterFields, hasFilters, toggleFilter } from './catalogSearch.ts'
import { labelValue } from './labelValue.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** The filters in use, each with a way out. */
export function ActiveFilters() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  if (!hasFilters(search) && search.removed === undefined) return null
  const keepWords = ({ query, sort }: CatalogSearch): CatalogSearch => ({ query, sort })
  return (
    <ul aria-label="Filters in use" className="flex flex-wrap items-center gap-1.5 pt-2.5">
      {filterFields.flatMap((field) =>
        (search[field] ?? []).map((value) => (
          <Chip
            key={`${field}:${value}`}
            field={fieldNames[field]}
            value={labelValue(field, value)}
            onRemove={() => navigate((current) => toggleFilter(current, field, value))}
          />
        )),
      )}
      {search.gated !== undefined && (
        <Chip
          value={search.gated === 'true' ? 'Gated only' : 'Without gated'}
          onRemove={() => navigate((current) => ({ ...current, gated: undefined }))}
        />
      )}
      {search.nsfw_mask !== undefined && (
        <Chip value="Safe for work" onRemove={() => navigate((current) => ({ ...current, nsfw_mask: undefined }))} />
      )}
      {search.removed !== undefined && (
        <Chip value="With removed" onRemove={() => navigate((current) => ({ ...current, removed: undefined }))} />
      )}
      <li>
        <button
          type="button"
          onClick={() => navigate(keepWords)}
          className="h-6 rounded px-1.5 text-2xs font-medium text-muted hover:bg-hover hover:text-ink"
        >
          Clear all
        </button>
      </li>
    </ul>
  )
}

function Chip({ field, value, onRemove }: { field?: string; value: string; onRemove: () => void }) {
  return (
    <li className="flex h-6 max-w-full items-center rounded border bg-surface pl-2 text-2xs shadow-lift">
      {field !== undefined && <span className="mr-1 shrink-0 text-faint">{field}</span>}
      <span className="truncate font-medium">{value}</span>
      <button
        type="button"
        aria-label={`Remove the filter ${field ?? ''} ${value}`}
        onClick={onRemove}
        className="ml-0.5 flex size-6 shrink-0 items-center justify-center rounded text-faint hover:text-ink"
      >
        <X className="size-3" />
      </button>
    </li>
  )
}
