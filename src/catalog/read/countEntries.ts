import { checkFilter } from '../search/checkFilter.ts'
import { parseWords } from '../search/parseWords.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import type { EntryFilter } from '../search/searchQuery.ts'

/** Counts the entries that pass a filter. */
export async function countEntries({ index }: { index: SearchIndex }, filter: EntryFilter): Promise<number> {
  const { total = 0 } = await index.find({
    words: parseWords(''),
    text: '',
    filter: checkFilter(filter),
    sort: 'key',
    limit: 1,
    total: true,
  })
  return total
}
