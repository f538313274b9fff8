import type { SearchIndex } from '../index/indexView.ts'
import { checkFilter } from '../search/checkFilter.ts'
import type { EntryFilter } from '../search/searchQuery.ts'

/** Counts the entries that pass a filter. */
export async function countEntries({ index }: { index: SearchIndex }, filter: EntryFilter): Promise<number> {
  const checked = checkFilter(filter)
  const view = await index.read()
  return view.match({ filter: checked }).count
}
