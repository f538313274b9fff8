import { expect, test } from 'vitest'

import { checkFilter } from '../../../src/catalog/search/checkFilter.ts'
import { builtInProfile } from '../generate/builtInProfile.ts'
import { createRecords } from '../generate/createRecords.ts'
import { planCatalog } from '../generate/planCatalog.ts'
import { readEntry } from '../peers/peerRow.ts'
import { makeQueries } from './makeQueries.ts'

const models = 10_000
const profile = builtInProfile()
const makeRecord = createRecords(profile, planCatalog(profile, models, 1))
const drawEntry = (random: () => number) => readEntry(makeRecord(Math.floor(random() * models)))
const queries = makeQueries(drawEntry, 1)

test('there are 200 queries of the documented mix, the same every time', () => {
  const byWords = Map.groupBy(queries, ({ query }) => (query ? query.split(' ').length : 0))
  expect([0, 1, 2, 3, 4].map((words) => byWords.get(words)?.length)).toEqual([40, 40, 50, 40, 30])
  expect(new Set(queries.map((query) => JSON.stringify(query))).size).toBeGreaterThan(180)
  expect(makeQueries(drawEntry, 1)).toEqual(queries)
  expect(makeQueries(drawEntry, 2)).not.toEqual(queries)
})

test('almost half have filters, of every kind, and every query is one that the catalog takes', () => {
  const filters = queries.map((query) => Object.keys(query).filter((key) => !plain.includes(key)))
  expect(filters.filter((fields) => fields.length > 0).length).toBeGreaterThan(80)
  const fields = new Set(filters.flat())
  const every = ['task', 'library', 'license', 'license_class', 'language', 'tag', 'author', 'ranges']
  for (const field of every) expect(fields).toContain(field)
  expect(queries.some(({ license }) => license?.[0]?.startsWith('!'))).toBe(true)
  for (const query of queries) expect(() => checkFilter(query)).not.toThrow()
})

const plain = ['query', 'sort', 'limit', 'facets']
