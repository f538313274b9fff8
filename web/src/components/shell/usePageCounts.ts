import { useQuery } from '@connectrpc/connect-query'

import { SavedSearchService } from '#gen/saved_search_pb.ts'

import { useStatus } from '../../api/useStatus.ts'
import { formatCount, plural } from '../../format/formatCount.ts'
import { isActive, useJobs } from '../../jobs/useJobs.ts'
import type { PagePath } from './pages.ts'

/** What stands beside a page's name: how much there is, or how much is new or not finished. */
export interface PageCount {
  text: string
  title: string
  /** Something waits for the reader. */
  news: boolean
}

export function usePageCounts(): Partial<Record<PagePath, PageCount>> {
  const { data: status } = useStatus()
  const saved = useQuery(SavedSearchService.method.listSavedSearches, {}, { staleTime: 60_000 })
  const active = [...useJobs().jobs.values()].filter(isActive).length
  const unseen = saved.data?.savedSearches.reduce((sum, search) => sum + search.unseen, 0n) ?? 0n
  return {
    ...(status && {
      '/': { text: formatCount(status.models), title: plural(status.models, 'model'), news: false },
      '/library': {
        text: formatCount(status.libraryModels),
        title: plural(status.libraryModels, 'model'),
        news: false,
      },
    }),
    ...(unseen > 0n && {
      '/saved': { text: formatCount(unseen), title: `${plural(unseen, 'model')} not seen`, news: true },
    }),
    ...(active > 0 && { '/jobs': { text: String(active), title: `${active} not finished`, news: true } }),
  }
}
