import { useQuery } from '@connectrpc/connect-query'

import { CatalogService } from '#gen/catalog_pb.ts'

/** The sources that there are and the most frequent tasks, of one source or of all. */
export function useTasks(source: string | undefined): { sources: string[]; tasks: string[] } {
  const all = useQuery(CatalogService.method.search, { limit: 1, facet: ['source', 'task'] }, { staleTime: 5 * 60_000 })
  const own = useQuery(
    CatalogService.method.search,
    { limit: 1, facet: ['task'], source: source === undefined ? [] : [source] },
    { staleTime: 5 * 60_000, enabled: source !== undefined },
  )
  const values = (data: typeof all.data, field: string) =>
    (data?.facets.find((facet) => facet.field === field)?.values ?? [])
      .map(({ value }) => value)
      .filter((value) => value !== '')
  return { sources: values(all.data, 'source'), tasks: values(source === undefined ? all.data : own.data, 'task') }
}
