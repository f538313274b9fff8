import { createClient } from '@connectrpc/connect'
import { createConnectQueryKey, useQuery, useTransport } from '@connectrpc/connect-query'
import { keepPreviousData, useQueries } from '@tanstack/react-query'

import { CatalogService, type FacetValue } from '#gen/catalog_pb.ts'

import { type CatalogSearch, type FilterField, toSearchRequest } from './catalogSearch.ts'

/** Fields of which a model has one value, or that are joined by "or": their other values stay worth choosing. */
const alternatives = ['source', 'task', 'library', 'format', 'license', 'language', 'author'] as const

export const facetFields: readonly FilterField[] = [...alternatives, 'tag']

/**
 * Exact counts per value. A field with a chosen value is counted as if nothing were chosen in it, so that its numbers
 * tell what choosing another one adds. Tags are joined by "and": their counts are of the matches.
 */
export function useFacets(search: CatalogSearch): {
  values: (field: FilterField) => FacetValue[] | undefined
  error: unknown
} {
  const client = createClient(CatalogService, useTransport())
  const options = { staleTime: 5 * 60_000, placeholderData: keepPreviousData } as const
  const matches = useQuery(CatalogService.method.search, countRequest(search), options)
  const chosen = alternatives.filter((field) => search[field])
  const others = useQueries({
    queries: chosen.map((field) => {
      const request = countRequest({ ...search, [field]: undefined })
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
      return answer && (answer.facets.find((facet) => facet.field === field)?.values ?? [])
    },
  }
}

function countRequest(search: CatalogSearch) {
  return { ...toSearchRequest(search), sort: 'downloads', limit: 1, facets: true }
}
