import { expect, it } from 'vitest'

import { repoRoute, splitRevision } from './repoRoute.ts'

const commit = 'a'.repeat(40)

it.each([
  ['owner/name', { id: 'owner/name', keyword: undefined, rest: '' }],
  ['name', { id: 'name', keyword: undefined, rest: '' }],
  ['owner/name/tree/main/a/b', { id: 'owner/name', keyword: 'tree', rest: 'main/a/b' }],
  ['name/resolve/main/config.json', { id: 'name', keyword: 'resolve', rest: 'main/config.json' }],
  ['name/tree/refs/pr/1', { id: 'name', keyword: 'tree', rest: 'refs/pr/1' }],
  ['owner/tree/refs', { id: 'owner/tree', keyword: 'refs', rest: '' }],
  ['a/b/c', undefined],
])('finds id and keyword of %s', (path, expected) => {
  const known = ['name', 'owner/name', 'owner/tree']
  expect(repoRoute(path.split('/'), (id) => known.includes(id))).toEqual(expected)
})

it.each([
  ['main', { commit, revision: 'main', path: '' }],
  ['main/a/b', { commit, revision: 'main', path: 'a/b' }],
  ['refs/heads/main/a', { commit, revision: 'refs/heads/main', path: 'a' }],
  [`${commit}/a`, { commit, revision: commit, path: 'a' }],
  ['mainly/a', { commit: undefined, revision: 'mainly', path: '' }],
])('splits %s into revision and path', (rest, expected) => {
  expect(splitRevision(rest, commit)).toEqual(expected)
})
