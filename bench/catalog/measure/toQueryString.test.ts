import { expect, test } from 'vitest'

import { parseSearchText } from '../../../src/catalog/search/searchText.ts'
import { toSearchQuery } from '../../../src/catalog/search/toSearchQuery.ts'
import { toQueryString } from './toQueryString.ts'

test('what REST reads is what was asked', () => {
  const query = {
    query: 'llama gguf',
    task: ['text-generation'],
    license: ['!other'],
    ranges: { parameters: { from: 1e9, to: 9e9 }, created: { from: Date.parse('2025-01-01') } },
    sort: 'likes',
  }
  expect(toSearchQuery(parseSearchText(toQueryString({ ...query, limit: 20, facets: ['task', 'tag'] })))).toMatchObject(
    query,
  )
  expect(toQueryString({ facets: ['task', 'tag'] })).toBe('limit=20&facet=task&facet=tag')
})
