import { expect, it } from 'vitest'

import { hasFilters, readCatalogSearch, sortOf, toggleFilter, toSearchRequest } from './catalogSearch.ts'

it('reads what it knows from an address and leaves the rest out', () => {
  expect(
    readCatalogSearch({
      query: 'qwen',
      source: 'civitai',
      tag: ['a', 'b', 'a', ''],
      sort: 'nonsense',
      removed: 'true',
      gated: 'maybe',
      nsfw_mask: '1',
      other: 'x',
    }),
  ).toEqual({ query: 'qwen', source: ['civitai'], tag: ['a', 'b'], removed: 'true', nsfw_mask: '1' })
})

it('sorts by best match when there are words, else by downloads, unless one chose', () => {
  expect([sortOf({}), sortOf({ query: 'qwen' }), sortOf({ query: 'qwen', sort: 'likes' })]).toEqual([
    'downloads',
    'relevance',
    'likes',
  ])
})

it('asks the API with the names that the API has', () => {
  expect(toSearchRequest({ base_model: ['a--b'], gated: 'false', nsfw_mask: '1', license: ['mit'] })).toEqual({
    license: ['mit'],
    sort: 'downloads',
    baseModel: ['a--b'],
    removed: false,
    gated: false,
    nsfwMask: 1,
  })
})

it('adds a value, takes it out again, and then has no filter left', () => {
  const one = toggleFilter({ query: 'qwen' }, 'task', 'text-generation')
  expect(one).toEqual({ query: 'qwen', task: ['text-generation'] })
  expect(hasFilters(one)).toBe(true)
  expect(hasFilters(toggleFilter(one, 'task', 'text-generation'))).toBe(false)
})
