import { readText } from '../searchParams.ts'

/** What Statistics' address holds: the source whose figures are shown where they are never mixed. */
export interface StatisticsSearch {
  source?: string
}

export function readStatisticsSearch(raw: Record<string, unknown>): StatisticsSearch {
  const source = readText(raw.source)
  return source === undefined ? {} : { source }
}
