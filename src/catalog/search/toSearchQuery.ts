import { parseMemory } from './parseMemory.ts'
import { parseRange } from './parseRange.ts'
import { type EntryFilter, listFields, rangeFields, type SearchQuery } from './searchQuery.ts'
import type { SearchText } from './searchText.ts'

/** Tokens of context that a model must have room for when a search does not say. */
export const defaultContext = 4096

/**
 * What a search means: ranges and memory read.
 * @throws WeighthouseError INVALID_ARGUMENT naming the field
 */
export function toSearchQuery(search: SearchText): SearchQuery {
  const lists: EntryFilter = {}
  for (const field of listFields) lists[field] = search[field]
  const ranges: NonNullable<EntryFilter['ranges']> = {}
  for (const field of rangeFields) {
    const text = search[field]
    if (text !== undefined && text !== '') ranges[field] = parseRange(field, text)
  }
  const { query, gated, original, removed, nsfw_mask, memory, context, sort } = search
  return {
    ...lists,
    query,
    gated,
    original,
    removed,
    nsfw_mask,
    sort: sort === '' ? undefined : sort,
    ranges: Object.keys(ranges).length > 0 ? ranges : undefined,
    fit: memory ? { memory: parseMemory(memory), context: context || defaultContext } : undefined,
  }
}
