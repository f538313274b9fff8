import { createClient } from '@connectrpc/connect'
import { createConnectQueryKey, useQuery, useTransport } from '@connectrpc/connect-query'
import { keepPreviousData, useQueries } from '@tanstack/react-query'

import { CatalogService } from '#gen/catalog_pb.ts'
import type { FacetValue } from '#gen/search_pb.ts'

import { type CatalogSearch, type FilterField, toSearchRequest } from './catalogSearch.ts'
import { useEffectiveSearch } from './useEffectiveSearch.ts'

/** Fields whose values are joined by "or": their other values stay worth choosing. Tags are joined by "and". */
export const facetFields = [
  'source',
  'task',
  'library',
  'license_class',
  'license',
  'format',
  'base_model',
  'language',
  'author',
  'tag',
] as const satisfies FilterField[]

/** What the API calls the counted field; a base is a filter by ancestors, and more than what is counted. */
const facetNames: Partial<Record<FilterField, string>> = { base_model: 'base' }

/**
 * Exact counts per value. A field with a chosen or excluded value is counted as if nothing were said of it, so that its
 * numbers tell what each of its values stands for; each of these is one more count of one field only.
 */
export function useFacets(): {
  values: (field: FilterField) => FacetValue[] | undefined
  error: unknown
} {
  const search = useEffectiveSearch()
  const client = createClient(CatalogService, useTransport())
  const options = { staleTime: 5 * 60_000, placeholderData: keepPreviousData } as const
  const chosen = facetFields.filter((field) => field !== 'tag' && search[field])
  const matches = useQuery(
    CatalogService.method.search,
    countRequest(
      search,
      facetFields.filter((field) => !chosen.includes(field)),
    ),
    options,
  )
  const others = useQueries({
    queries: chosen.map((field) => {
      const request = countRequest({ ...search, [field]: undefined }, [field])
      return {
        ...options,
        queryKey: createConnectQueryKey({
          schema: CatalogService.method.search,
          input: request,
          cardinality: 'finite' as const,
        }),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.search(request, { signal }),
      }
    }),
  })
  return {
    error: matches.error ?? others.find((query) => query.error)?.error,
    values: (field) => {
      const at = chosen.findIndex((other) => other === field)
      const answer = at < 0 ? matches.data : others[at]?.data
      const name = facetNames[field] ?? field
      return answer && (answer.facets.find((facet) => facet.field === name)?.values ?? [])
    },
  }
}

function countRequest(search: CatalogSearch, fields: readonly FilterField[]) {
  const facet = fields.map((field) => facetNames[field] ?? field)
  return { ...toSearchRequest(search), sort: 'downloads', limit: 1, facet }
}
