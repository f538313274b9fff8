import { getRouteApi } from '@tanstack/react-router'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { MemoryPicker } from '../fit/MemoryPicker.tsx'
import { settings } from '../settings/settings.ts'
import { fieldNames, rangeFields } from './catalogSearch.ts'
import { readFilter } from './changeFilter.ts'
import { Facet } from './Facet.tsx'
import { FilterGroup } from './FilterGroup.tsx'
import { RangeFilter } from './RangeFilter.tsx'
import { ShowFilters } from './ShowFilters.tsx'
import { useCatalogNavigation } from './useCatalogNavigation.ts'
import { facetFields, useFacets } from './useFacets.ts'

const route = getRouteApi('/')
const openFirst = new Set(['source', 'task', 'library', 'license_class'])

/** Everything that narrows a search. */
export function FacetPanel() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const { values, error } = useFacets()
  return (
    <div className="space-y-1">
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
      <FilterGroup title="Runs in" used={search.memory === undefined ? 0 : 1} openAtFirst>
        <MemoryPicker
          memory={search.memory ?? ''}
          context={search.context}
          onChange={({ memory, context }) => {
            if (memory !== '') settings.write({ ...settings.read(), memory, context })
            navigate((current) => ({ ...current, memory: memory || undefined, context: memory ? context : undefined }))
          }}
        />
      </FilterGroup>
      {facetFields.map((field) => (
        <Facet
          key={field}
          field={field}
          title={fieldNames[field]}
          values={values(field)}
          {...readFilter(search, field)}
          openAtFirst={openFirst.has(field)}
        />
      ))}
      {rangeFields.map((field) => (
        <RangeFilter key={field} field={field} text={search[field]} />
      ))}
      <ShowFilters />
    </div>
  )
}
