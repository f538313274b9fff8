import { getRouteApi } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'

import { EmptyState } from '../components/EmptyState.tsx'
import { Button } from '../components/ui/Button.tsx'
import { type CatalogSearch, fieldNames, filterFields } from './catalogSearch.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** Nothing matched: what could be loosened, each one click away. */
export function NoResults() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const words = search.query?.split(/\s+/) ?? []
  const filters = filterFields.filter((field) => search[field])
  const all = ({ sort }: CatalogSearch): CatalogSearch => ({ sort })
  return (
    <EmptyState
      icon={<SearchX />}
      title="No model matches all of this"
      actions={
        <>
          {filters.map((field) => (
            <Button key={field} onClick={() => navigate((current) => ({ ...current, [field]: undefined }))}>
              Any {fieldNames[field].toLowerCase()}
            </Button>
          ))}
          {search.gated !== undefined && (
            <Button onClick={() => navigate((current) => ({ ...current, gated: undefined }))}>With gated models</Button>
          )}
          {search.nsfw_mask !== undefined && (
            <Button onClick={() => navigate((current) => ({ ...current, nsfw_mask: undefined }))}>
              Not only safe for work
            </Button>
          )}
          {words.length > 1 && (
            <Button onClick={() => navigate((current) => ({ ...current, query: words.slice(0, -1).join(' ') }))}>
              Without “{words.at(-1)}”
            </Button>
          )}
          {search.removed === undefined && (
            <Button onClick={() => navigate((current) => ({ ...current, removed: 'true' }))}>
              Also what sources removed
            </Button>
          )}
          <Button look="primary" onClick={() => navigate(all)}>
            Show everything
          </Button>
        </>
      }
    >
      {words.length > 0
        ? 'Every word must begin a word of the name, author, tags or base model. Try fewer or shorter words, or loosen a filter.'
        : 'Loosen one of the filters:'}
    </EmptyState>
  )
}
