import { type CatalogSearch, type FilterField, filterFields, rangeFields } from './catalogSearch.ts'

/** A value of a filter as the address holds it: `!mit` is "not mit". */
export function readFilterValue(text: string): { value: string; not: boolean } {
  return text.startsWith('!') ? { value: text.slice(1), not: true } : { value: text, not: false }
}

/** What is wanted of one field, and what is not. */
export function readFilter(search: CatalogSearch, field: FilterField): { wanted: string[]; unwanted: string[] } {
  const values = (search[field] ?? []).map(readFilterValue)
  return {
    wanted: values.filter(({ not }) => !not).map(({ value }) => value),
    unwanted: values.filter(({ not }) => not).map(({ value }) => value),
  }
}

/** The search with `value` wanted, or no longer when it was. A value that was unwanted becomes wanted. */
export function toggleFilter(search: CatalogSearch, field: FilterField, value: string): CatalogSearch {
  return toggle(search, field, value, `!${value}`)
}

/** The search with `value` unwanted, or no longer when it was. A value that was wanted becomes unwanted. */
export function toggleUnwanted(search: CatalogSearch, field: FilterField, value: string): CatalogSearch {
  return toggle(search, field, `!${value}`, value)
}

function toggle(search: CatalogSearch, field: FilterField, text: string, opposite: string): CatalogSearch {
  const before = search[field] ?? []
  const rest = before.filter((other) => other !== text && other !== opposite)
  const after = before.includes(text) ? rest : [...rest, text]
  return { ...search, [field]: after.length === 0 ? undefined : after }
}

/** True when anything but words and order narrows the search. */
export function hasFilters(search: CatalogSearch): boolean {
  return (
    filterFields.some((field) => search[field]) ||
    rangeFields.some((field) => search[field]) ||
    search.gated !== undefined ||
    search.original !== undefined ||
    search.memory !== undefined ||
    search.nsfw_mask !== undefined
  )
}
