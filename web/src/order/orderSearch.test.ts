import { expect, it } from 'vitest'

import { readOrderSearch } from './orderSearch.ts'

it('reads the view that an address names, and takes the first for any other word', () => {
  expect(readOrderSearch({ view: 'trash' })).toEqual({ view: 'trash' })
  expect(readOrderSearch({ view: 'attic' })).toEqual({})
  expect(readOrderSearch({})).toEqual({})
})
