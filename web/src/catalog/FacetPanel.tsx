import { getRouteApi } from '@tanstack/react-router'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Checkbox } from '../components/ui/Checkbox.tsx'
import { fieldNames } from './catalogSearch.ts'
import { Facet } from './Facet.tsx'
import { useCatalogNavigation } from './useCatalogNavigation.ts'
import { facetFields, useFacets } from './useFacets.ts'

const route = getRouteApi('/')
const openFirst = new Set(['source', 'task', 'library', 'format'])

/** Everything that narrows a search. */
export function FacetPanel() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const { values, error } = useFacets(search)
  return (
    <div className="space-y-1">
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
      {facetFields.map((field) => (
        <Facet
          key={field}
          field={field}
          title={fieldNames[field]}
          values={values(field)}
          chosen={search[field] ?? []}
          openAtFirst={openFirst.has(field)}
        />
      ))}
      <div className="pt-2">
        <h3 className="pb-1 text-2xs font-semibold text-faint">Show</h3>
        <Checkbox
          checked={search.gated === 'false'}
          onChange={(checked) => navigate((current) => ({ ...current, gated: checked ? 'false' : undefined }))}
        >
          Without gated models
        </Checkbox>
        <Checkbox
          checked={search.nsfw_mask === '1'}
          onChange={(checked) => navigate((current) => ({ ...current, nsfw_mask: checked ? '1' : undefined }))}
        >
          Safe for work only
        </Checkbox>
        <Checkbox
          checked={search.removed === 'true'}
          onChange={(checked) => navigate((current) => ({ ...current, removed: checked ? 'true' : undefined }))}
        >
          Also what sources removed
        </Checkbox>
      </div>
    </div>
  )
}
