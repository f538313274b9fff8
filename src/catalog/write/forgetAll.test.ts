import { afterEach, beforeEach, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'

describeEngines('forgetAll', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  it('forgets all of one source and nothing of the others', async () => {
    const copies = Array.from({ length: 600 }, (_, index) => ({
      source: llama.source,
      record: { ...llama.record, id: `llama/${index}` },
    }))
    await test.write(...copies)
    const siblings = [{ path: 'x.safetensors', size: 1024, sha256: 'cd'.repeat(32) }]
    await test.write(makeRecord('1', { source: 'civitai', name: 'Stay', siblings }))
    expect((await test.catalog.search({ query: 'llama' })).total).toBe(600)

    expect(await test.catalog.forgetAll('huggingface')).toBe(600)
    expect((await test.catalog.search({ query: 'llama' })).total).toBe(0)
    expect((await test.catalog.search({ query: 'ab'.repeat(32) })).total).toBe(0)
    expect((await test.catalog.search({ query: 'cd'.repeat(32) })).total).toBe(1)
    expect((await test.catalog.search({})).entries.map(({ name }) => name)).toEqual(['Stay'])
    for (const table of ['models', 'model_records', 'file_hashes'] as const) {
      expect([table, (await test.database.kysely.selectFrom(table).selectAll().execute()).length]).toEqual([table, 1])
    }
    expect(await test.catalog.forgetAll('huggingface')).toBe(0)
  })
})
