import { expect, it } from 'vitest'

import { parseSearchParams, stringifySearchParams } from '../searchParams.ts'
import { readCompareSearch } from './compareSearch.ts'

it('names the models by slug, one parameter each, as the API does', () => {
  const search = readCompareSearch(parseSearchParams('slug=a--b&slug=civitai-1&slug=a--b&differences=true&x=1'))
  expect(search).toEqual({ slug: ['a--b', 'civitai-1'], differences: true })
  expect(stringifySearchParams({ ...search })).toBe('?slug=a--b&slug=civitai-1&differences=true')
  expect(readCompareSearch({ differences: 'no' })).toEqual({})
})
