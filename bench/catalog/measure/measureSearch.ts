import type { Catalog } from '../../../src/catalog/catalog.ts'
import type { SearchPage, SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import { timed } from './times.ts'

export interface SearchMeasurement {
  /** By query, in their order. */
  times: number[]
  pages: SearchPage[]
}

/** Asks each query once, after others that have nothing to do with them. */
export async function measureSearch(
  catalog: Pick<Catalog, 'search'>,
  queries: readonly SearchQuery[],
  warmUp: readonly SearchQuery[],
): Promise<SearchMeasurement> {
  for (const query of warmUp) await catalog.search(query)
  const measurement: SearchMeasurement = { times: [], pages: [] }
  for (const query of queries) {
    const { ms, result } = await timed(() => catalog.search(query))
    measurement.times.push(ms)
    measurement.pages.push(result)
  }
  return measurement
}

/** Asks for suggestions at every keystroke of these words. */
export async function measureSuggest(catalog: Pick<Catalog, 'suggest'>, words: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const word of words) {
    for (let typed = 1; typed <= word.length; typed++) {
      times.push((await timed(() => catalog.suggest(word.slice(0, typed)))).ms)
    }
  }
  return times
}
