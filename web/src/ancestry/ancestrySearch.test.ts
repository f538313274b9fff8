import { expect, it } from 'vitest'

import { readAncestrySearch } from './ancestrySearch.ts'

it('reads list, relation and the other end of a way, and nothing that it does not know', () => {
  expect(readAncestrySearch({ list: 'ancestors', relation: 'merge', to: 'a/b' })).toEqual({
    list: 'ancestors',
    relation: 'merge',
    to: 'a/b',
  })
  expect(readAncestrySearch({ list: 'friends', relation: 'cousin', to: '' })).toEqual({})
})
