import { getRouteApi } from '@tanstack/react-router'

import type { CatalogSearch } from './catalogSearch.ts'

const route = getRouteApi('/')

/** Changes the search in the address. Typing replaces the entry in the history; a click adds one. */
export function useCatalogNavigation() {
  const navigate = route.useNavigate()
  return (change: (search: CatalogSearch) => CatalogSearch, options: { replace?: boolean } = {}) =>
    void navigate({ search: change, replace: options.replace ?? false, resetScroll: true })
}
