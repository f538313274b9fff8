import {
  listFields,
  type Range,
  type RangeField,
  rangeFields,
  type SearchQuery,
} from '../../../src/catalog/search/searchQuery.ts'
import { formatSearchText, type SearchText } from '../../../src/catalog/search/searchText.ts'

/** A search as REST takes it. */
export function toQueryString(query: SearchQuery): string {
  const text: SearchText = { query: query.query ?? '', sort: query.sort ?? '' }
  for (const field of listFields) {
    const values = query[field]
    if (values) text[field] = [...values]
  }
  for (const field of rangeFields) {
    const range = query.ranges?.[field]
    if (range) text[field] = writeRange(field, range)
  }
  const params = new URLSearchParams(formatSearchText(text))
  params.set('limit', String(query.limit ?? 20))
  if (Array.isArray(query.facets)) for (const facet of query.facets) params.append('facet', facet)
  else if (query.facets) params.set('facets', 'true')
  return params.toString()
}

function writeRange(field: RangeField, { from, to }: Range): string {
  const write = (value: number | undefined) => {
    if (value === undefined) return ''
    return field === 'created' || field === 'updated' ? new Date(value).toISOString() : String(value)
  }
  return `${write(from)}..${write(to)}`
}
