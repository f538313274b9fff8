import { useQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'

import { CatalogService } from '#gen/catalog_pb.ts'
import type { Suggestion } from '#gen/search_pb.ts'

const none: Suggestion[] = []

/**
 * What to offer for `text`, asked at every keystroke; a request that a newer keystroke overtakes is cancelled, and what
 * was offered stays until the answer is here. Offers nothing when the server cannot: typing goes on, and the list itself
 * tells what is wrong.
 */
export function useSuggestions(text: string, limit = 8): Suggestion[] {
  const q = text.trim()
  const { data } = useQuery(
    CatalogService.method.suggest,
    { q, limit },
    { enabled: q !== '', placeholderData: keepPreviousData, staleTime: 60_000, retry: false },
  )
  return q === '' ? none : (data?.suggestions ?? none)
}
