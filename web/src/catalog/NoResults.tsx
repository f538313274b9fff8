import { getRouteApi } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'

import { EmptyState } from '../components/EmptyState.tsx'
import { Button } from '../components/ui/Button.tsx'
import { type CatalogSearch, fieldNames, filterFields, rangeFields } from './catalogSearch.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** Nothing matched: what could be loosened, each one click away. */
export function NoResults() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const words = search.query?.split(/\s+/) ?? []
  const ways = waysToLoosen(search)
  return (
    <EmptyState
      icon={<SearchX />}
      title="No model matches all of this"
      actions={
        <>
          {ways.map(({ label, change }) => (
            <Button key={label} onClick={() => navigate((current) => ({ ...current, ...change }))}>
              {label}
            </Button>
          ))}
          {words.length > 1 && (
            <Button onClick={() => navigate((current) => ({ ...current, query: words.slice(0, -1).join(' ') }))}>
              Without “{words.at(-1)}”
            </Button>
          )}
          {search.removed === undefined && (
            <Button onClick={() => navigate((current) => ({ ...current, removed: true }))}>
              Also what sources removed
            </Button>
          )}
          <Button look="primary" onClick={() => navigate(({ sort }) => ({ sort }))}>
            Show everything
          </Button>
        </>
      }
    >
      {words.length > 0
        ? 'Every word must be found in the name, author, tags, base models or hashes. Try fewer or shorter words, or loosen a filter.'
        : 'Loosen one of the filters:'}
    </EmptyState>
  )
}

/** What each filter in use can be loosened to, and how that is called. */
function waysToLoosen(search: CatalogSearch): { label: string; change: CatalogSearch }[] {
  const fields = [...filterFields, ...rangeFields].filter((field) => search[field])
  const ways = fields.map((field) => ({
    label: `Any ${fieldNames[field].toLowerCase()}`,
    change: { [field]: undefined } satisfies CatalogSearch,
  }))
  const others = [
    { name: 'memory', label: 'Any memory' },
    { name: 'gated', label: search.gated ? 'Also not gated' : 'With gated models' },
    { name: 'original', label: 'Originals and derived' },
    { name: 'nsfw_mask', label: 'Any NSFW level' },
  ] as const
  return [
    ...ways,
    ...others
      .filter(({ name }) => search[name] !== undefined)
      .map(({ name, label }) => ({ label, change: { [name]: undefined } satisfies CatalogSearch })),
  ]
}
