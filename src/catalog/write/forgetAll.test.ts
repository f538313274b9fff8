import { afterEach, beforeEach, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'

let test: TestCatalog
beforeEach(async () => {
  test = await openTestCatalog()
})
afterEach(() => test.close())

it('forgetAll forgets all of one source and nothing of the others', async () => {
  await test.write(
    ...Array.from({ length: 1_500 }, (_, index) =>
      makeRecord(`a/${index}`, { ...llama.entry, id: `a/${index}`, slug: `a--${index}` }),
    ),
  )
  await test.write(makeRecord('1', { source: 'civitai', name: 'Stay' }))
  expect(await test.catalog.forgetAll('huggingface')).toBe(1_500)
  expect((await test.catalog.search({ query: 'llama' })).total).toBe(0)
  expect((await test.catalog.search({})).entries.map(({ name }) => name)).toEqual(['Stay'])
  for (const table of ['model_records', 'model_tags', 'dataset_relations', 'model_siblings'] as const) {
    const { count } = await test.database.kysely
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect([table, count]).toEqual([table, table === 'model_records' ? 1 : 0])
  }
  expect(await test.catalog.getStatistics()).toEqual({
    total: 1,
    removed: 0,
    sources: [{ source: 'civitai', total: 1, removed: 0, syncedAt: undefined, completedAt: undefined }],
  })
})
