import { readText } from '../searchParams.ts'

const trendingKinds = ['rising', 'new', 'source'] as const
const growthKinds = ['task', 'license', 'author'] as const
const growthMeasures = ['downloads', 'likes', 'models'] as const

/** What Trending's address holds. */
export interface TrendingSearch {
  kind?: (typeof trendingKinds)[number]
  source?: string
  task?: string
  /** Of which values growth is shown. */
  by?: (typeof growthKinds)[number]
  measure?: (typeof growthMeasures)[number]
}

export function readTrendingSearch(raw: Record<string, unknown>): TrendingSearch {
  const kind = trendingKinds.find((known) => known === raw.kind)
  const by = growthKinds.find((known) => known === raw.by)
  const measure = growthMeasures.find((known) => known === raw.measure)
  const [source, task] = [readText(raw.source), readText(raw.task)]
  return {
    ...(kind ? { kind } : {}),
    ...(source === undefined ? {} : { source }),
    ...(task === undefined ? {} : { task }),
    ...(by ? { by } : {}),
    ...(measure ? { measure } : {}),
  }
}
