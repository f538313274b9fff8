import { WeighthouseError } from '../../foundation/errors.ts'
import { type ListField, listFields, type RangeField, rangeFields } from './searchQuery.ts'

/*
 * A search as a query string: what a permalink of the web UI, REST's `/api/v1/search` and a saved search hold, field for
 * field as they are called in proto/weighthouse/v1/search.proto.
 *
 *   query=llama -lora & license_class=permissive & task=!translation & parameters=6e9..9e9 & memory=rtx 4090
 */

/** The fields of a search as texts and plain values; see toSearchQuery.ts for what they mean. */
export type SearchText = Partial<Record<ListField, string[]>> &
  Partial<Record<RangeField, string>> & {
    query?: string
    gated?: boolean
    original?: boolean
    removed?: boolean
    nsfw_mask?: number
    memory?: string
    context?: number
    sort?: string
  }

const textFields = ['query', 'memory', 'sort', ...rangeFields] as const
const flagFields = ['gated', 'original', 'removed'] as const
const numberFields = ['nsfw_mask', 'context'] as const

/** Every field, in the order in which {@link formatSearchText} writes them. */
export const searchTextFields = [
  'query',
  ...listFields,
  ...rangeFields,
  ...flagFields,
  'nsfw_mask',
  'memory',
  'context',
  'sort',
] as const

/** Fields of a query string that choose what is shown of the answer, not what is found. */
const pageFields: readonly string[] = ['limit', 'cursor', 'facets', 'facet']

/**
 * Reads a query string. A leading `?`, empty values, and what only chooses a page or facets are left out. Names may be in
 * camelCase, too.
 * @throws WeighthouseError INVALID_ARGUMENT naming an unknown field, a field that is given twice, or a wrong value
 */
export function parseSearchText(text: string): SearchText {
  const search: SearchText = {}
  for (const [name, value] of new URLSearchParams(text)) {
    if (pageFields.includes(name)) continue
    const field = searchTextFields.find((known) => known === name || camelCase(known) === name)
    if (field === undefined) {
      throw refusal(name, 'is no field of a search.', `The fields are ${searchTextFields.join(', ')}.`)
    }
    if (value !== '') setField(search, field, value)
  }
  return search
}

/** The query string of a search, its fields in one order. */
export function formatSearchText(search: SearchText): string {
  const params = new URLSearchParams()
  for (const field of searchTextFields) {
    const value = search[field]
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') params.append(field, String(item))
    }
  }
  return params.toString()
}

function setField(search: SearchText, field: (typeof searchTextFields)[number], value: string): void {
  if (isOneOf(listFields, field)) {
    search[field] = [...(search[field] ?? []), value]
    return
  }
  if (search[field] !== undefined) throw refusal(field, 'is given twice.', 'Give it once.')
  if (isOneOf(textFields, field)) search[field] = value
  else if (isOneOf(flagFields, field)) search[field] = readFlag(field, value)
  else if (isOneOf(numberFields, field)) search[field] = readNumber(field, value)
}

function readFlag(field: string, value: string): boolean {
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw refusal(field, `cannot be ${JSON.stringify(value)}.`, 'Write true or false.')
}

function readNumber(field: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw refusal(field, `cannot be ${JSON.stringify(value)}.`, 'Write a whole number.')
}

function isOneOf<T extends string>(fields: readonly T[], field: string): field is T {
  return fields.some((known) => known === field)
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function refusal(field: string, message: string, hint: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(field.slice(0, 100))} ${message}`, {
    hint,
    details: { field },
  })
}
