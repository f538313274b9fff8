import { getRouteApi } from '@tanstack/react-router'

import { settings } from '../settings/settings.ts'
import type { CatalogSearch } from './catalogSearch.ts'

const route = getRouteApi('/')

/** The address's search with what this browser is set to hide, unless the address says itself what may be shown. */
export function useEffectiveSearch(): CatalogSearch {
  const search = route.useSearch()
  const { nsfwMask } = settings.use()
  return nsfwMask === undefined ? search : { ...search, nsfw_mask: search.nsfw_mask ?? nsfwMask }
}
