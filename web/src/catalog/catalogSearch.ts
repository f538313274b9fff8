import type { MessageInitShape } from '@bufbuild/protobuf'

import { type ListField, listFields, type RangeField, rangeFields } from '#catalog/search/searchQuery.ts'
import { formatSearchText, type SearchText, searchTextFields } from '#catalog/search/searchText.ts'
import type { SearchRequestSchema } from '#gen/search_pb.ts'

import { readList, readText } from '../searchParams.ts'

/** The filters that take several values; named as in REST, so that an address can be copied to `/api/v1/search`. */
export const filterFields = listFields
export type FilterField = ListField
export { type RangeField, rangeFields }

/** What the Catalog's address holds: the query string of the API's search, field for field. */
export type CatalogSearch = SearchText

/** What people call the fields. */
export const fieldNames: Record<FilterField | RangeField, string> = {
  source: 'Source',
  author: 'Author',
  task: 'Task',
  library: 'Library',
  license: 'License',
  license_class: 'License class',
  language: 'Language',
  format: 'Format',
  tag: 'Tag',
  dataset: 'Dataset',
  base_model: 'Base',
  parameters: 'Parameters',
  bytes: 'Size',
  created: 'Created',
  updated: 'Updated',
  downloads: 'Downloads',
  likes: 'Likes',
}

export const sorts = [
  { value: 'relevance', label: 'Best match' },
  { value: 'downloads', label: 'Downloads' },
  { value: 'rising', label: 'Rising' },
  { value: 'trending', label: 'Trending' },
  { value: 'likes', label: 'Likes' },
  { value: 'updated', label: 'Updated' },
  { value: 'created', label: 'Created' },
  { value: 'parameters', label: 'Parameters' },
  { value: 'bytes', label: 'Size' },
] as const

const flagFields = ['gated', 'original', 'removed'] as const
const numberFields = ['nsfw_mask', 'context'] as const

/** Reads an address; what is not known is left out. The fields come in the order in which the API writes them. */
export function readCatalogSearch(raw: Record<string, unknown>): CatalogSearch {
  const search: CatalogSearch = {}
  for (const field of searchTextFields) {
    if (isOneOf(filterFields, field)) {
      const values = readList(raw[field])
      if (values.length > 0) search[field] = values
    } else if (isOneOf(flagFields, field)) {
      const flag = flagOf(raw[field])
      if (flag !== undefined) search[field] = flag
    } else if (isOneOf(numberFields, field)) {
      const number = Number(raw[field] ?? Number.NaN)
      if (Number.isSafeInteger(number) && number >= 0) search[field] = number
    } else {
      const text = readText(raw[field])
      if (text !== undefined && (field !== 'sort' || sorts.some(({ value }) => value === text))) search[field] = text
    }
  }
  return search
}

/** The query string of a search, as the API and saved searches take it. */
export function toQueryString(search: CatalogSearch): string {
  return formatSearchText(readCatalogSearch({ ...search }))
}

/** The order in use: as chosen, else best match for words and downloads without. */
export function sortOf(search: CatalogSearch): string {
  return search.sort ?? (search.query === undefined ? 'downloads' : 'relevance')
}

export function toSearchRequest(search: CatalogSearch): MessageInitShape<typeof SearchRequestSchema> {
  const { base_model: baseModel, license_class: licenseClass, nsfw_mask: nsfwMask, ...rest } = search
  return { ...rest, sort: sortOf(search), baseModel, licenseClass, nsfwMask }
}

function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === '1') return true
  return value === false || value === 'false' || value === '0' ? false : undefined
}

function isOneOf<T extends string>(fields: readonly T[], field: string): field is T {
  return fields.some((known) => known === field)
}
