import { getRouteApi } from '@tanstack/react-router'

import { type CatalogSearch, readCatalogSearch } from './catalogSearch.ts'

const route = getRouteApi('/')

/**
 * Changes the search in the address, whose fields keep one order, so that one search has one address. Typing replaces
 * the entry in the history; a click adds one.
 */
export function useCatalogNavigation() {
  const navigate = route.useNavigate()
  return (change: (search: CatalogSearch) => CatalogSearch, options: { replace?: boolean } = {}) =>
    void navigate({
      search: (current) => readCatalogSearch({ ...change(current) }),
      replace: options.replace ?? false,
      resetScroll: true,
    })
}
