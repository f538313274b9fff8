import type { MessageInitShape } from '@bufbuild/protobuf'

import type { SearchRequestSchema } from '#gen/catalog_pb.ts'

import { readList, readText } from '../searchParams.ts'

/** The filters that take several values; named as in REST, so that an address can be copied to `/api/v1/search`. */
export const filterFields = [
  'source',
  'task',
  'library',
  'format',
  'license',
  'language',
  'author',
  'tag',
  'base_model',
] as const

export type FilterField = (typeof filterFields)[number]

/** What the Catalog's address holds. */
export type CatalogSearch = Partial<Record<FilterField, string[]>> & {
  query?: string
  sort?: string
  removed?: 'true'
  gated?: 'true' | 'false'
  nsfw_mask?: '1'
}

/** What people call the fields. */
export const fieldNames: Record<FilterField, string> = {
  source: 'Source',
  task: 'Task',
  library: 'Library',
  format: 'Format',
  license: 'License',
  language: 'Language',
  author: 'Author',
  tag: 'Tag',
  base_model: 'Made from',
}

export const sorts = [
  { value: 'relevance', label: 'Best match' },
  { value: 'downloads', label: 'Downloads' },
  { value: 'trending', label: 'Trending' },
  { value: 'likes', label: 'Likes' },
  { value: 'updated', label: 'Updated' },
  { value: 'created', label: 'Created' },
  { value: 'parameters', label: 'Parameters' },
  { value: 'bytes', label: 'Size' },
  { value: 'name', label: 'Name' },
] as const

/** Reads an address; what is not known is left out. */
export function readCatalogSearch(raw: Record<string, unknown>): CatalogSearch {
  const search: CatalogSearch = {}
  const query = readText(raw.query)
  if (query !== undefined) search.query = query
  const sort = readText(raw.sort)
  if (sorts.some(({ value }) => value === sort)) search.sort = sort
  for (const field of filterFields) {
    const values = readList(raw[field])
    if (values.length > 0) search[field] = values
  }
  if (readText(raw.removed) === 'true') search.removed = 'true'
  if (raw.gated === 'true' || raw.gated === 'false') search.gated = raw.gated
  if (readText(raw.nsfw_mask) === '1') search.nsfw_mask = '1'
  return search
}

/** The order in use: as chosen, else best match for words and downloads without. */
export function sortOf(search: CatalogSearch): string {
  return search.sort ?? (search.query === undefined ? 'downloads' : 'relevance')
}

export function toSearchRequest(search: CatalogSearch): MessageInitShape<typeof SearchRequestSchema> {
  const { base_model: baseModel, removed, gated, nsfw_mask: nsfwMask, ...rest } = search
  return {
    ...rest,
    sort: sortOf(search),
    baseModel,
    removed: removed === 'true',
    gated: gated === undefined ? undefined : gated === 'true',
    nsfwMask: nsfwMask === undefined ? undefined : Number(nsfwMask),
  }
}

/** The search with `value` of `field` added, or taken out when it was there. */
export function toggleFilter(search: CatalogSearch, field: FilterField, value: string): CatalogSearch {
  const before = search[field] ?? []
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value]
  return { ...search, [field]: after.length === 0 ? undefined : after }
}

/** True when anything but words and order narrows the search. */
export function hasFilters(search: CatalogSearch): boolean {
  return filterFields.some((field) => search[field]) || search.gated !== undefined || search.nsfw_mask !== undefined
}
