import fc from 'fast-check'
import { expect, it } from 'vitest'

import { formatSearchText, parseSearchText } from '#catalog/search/searchText.ts'

import { parseSearchParams, stringifySearchParams } from '../searchParams.ts'
import {
  type CatalogSearch,
  filterFields,
  rangeFields,
  readCatalogSearch,
  sortOf,
  sorts,
  toQueryString,
  toSearchRequest,
} from './catalogSearch.ts'

it('reads what it knows from an address and leaves the rest out', () => {
  expect(
    readCatalogSearch({
      query: 'qwen',
      source: 'civitai',
      tag: ['a', '!b', 'a', ''],
      sort: 'nonsense',
      removed: 'true',
      gated: 'maybe',
      original: '0',
      nsfw_mask: '1',
      context: 'much',
      parameters: '6e9..9e9',
      other: 'x',
    }),
  ).toEqual({
    query: 'qwen',
    source: ['civitai'],
    tag: ['a', '!b'],
    removed: true,
    original: false,
    nsfw_mask: 1,
    parameters: '6e9..9e9',
  })
})

it('sorts by best match when there are words, else by downloads, unless one chose', () => {
  expect([sortOf({}), sortOf({ query: 'qwen' }), sortOf({ query: 'qwen', sort: 'likes' })]).toEqual([
    'downloads',
    'relevance',
    'likes',
  ])
})

it('asks the API with the names that the API has', () => {
  expect(
    toSearchRequest({
      base_model: ['a--b'],
      license_class: ['!unknown'],
      gated: false,
      nsfw_mask: 1,
      license: ['mit'],
      parameters: '..3B',
      memory: 'rtx 4090',
      context: 8192,
    }),
  ).toEqual({
    license: ['mit'],
    sort: 'downloads',
    baseModel: ['a--b'],
    licenseClass: ['!unknown'],
    gated: false,
    nsfwMask: 1,
    parameters: '..3B',
    memory: 'rtx 4090',
    context: 8192,
  })
})

const values = fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 4 })
const text = fc.string({ minLength: 1, unit: 'grapheme' })
const search: fc.Arbitrary<CatalogSearch> = fc.record(
  {
    ...Object.fromEntries(filterFields.map((field) => [field, values])),
    ...Object.fromEntries(rangeFields.map((field) => [field, text])),
    query: text,
    memory: text,
    sort: fc.constantFrom(...sorts.map(({ value }) => value)),
    gated: fc.boolean(),
    original: fc.boolean(),
    removed: fc.boolean(),
    nsfw_mask: fc.nat(999_999_999),
    context: fc.nat(999_999_999),
  },
  { requiredKeys: [] },
)

it('writes any search into an address that it and the API read as the same search', () => {
  fc.assert(
    fc.property(search, (asked) => {
      const address = stringifySearchParams(readCatalogSearch(asked))
      expect(readCatalogSearch(parseSearchParams(address))).toEqual(asked)
      expect(parseSearchText(address)).toEqual(asked)
      expect(toQueryString(asked)).toBe(address.replace('?', ''))
      expect(formatSearchText(asked)).toBe(address.replace('?', ''))
    }),
  )
})
