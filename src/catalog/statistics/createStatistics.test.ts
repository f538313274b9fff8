import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'

describeEngines('getStatistics', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  const base = makeRecord('o/base', { downloads: 9, task: 'text-generation' })
  const child = makeRecord('p/child', {
    downloads: 20,
    baseModels: [{ id: 'o/base', relation: 'quantized', declared: true }],
  })

  it('is empty for an empty catalog', async () => {
    const statistics = await test.catalog.getStatistics()
    expect([statistics.total, statistics.sources, statistics.tops, statistics.families]).toEqual([0, [], [], []])
    expect(statistics.definitions).toHaveProperty('descendants')
  })

  it('has entries of tops and families, and totals by source with the time of the last sync', async () => {
    await test.write(base, child)
    await test.write(makeRecord('7', { source: 'civitai', downloads: 5_000 }))
    await test.database.write((transaction) =>
      transaction
        .insertInto('sync_runs')
        .values(
          [
            { source: 'huggingface', kind: 'full', state: 'completed', finished_at: 50 },
            { source: 'huggingface', kind: 'first:10', state: 'completed', finished_at: 70 },
            { source: 'huggingface', kind: 'full', state: 'failed', finished_at: 90 },
          ].map((run) => ({
            ...run,
            cursor: null,
            pages: 1,
            added: 0,
            changed: 0,
            unchanged: 0,
            removed: 0,
            rejected: 0,
            started_at: 1,
          })),
        )
        .execute(),
    )
    const statistics = await test.catalog.getStatistics()
    expect(statistics.sources).toEqual([
      { source: 'huggingface', total: 2, removed: 0, syncedAt: 70, completedAt: 50 },
      { source: 'civitai', total: 1, removed: 0, syncedAt: undefined, completedAt: undefined },
    ])
    const tops = statistics.tops.filter(({ name }) => name === 'downloads')
    expect(tops.map(({ source, entries }) => [source, entries.map(({ id }) => id)])).toEqual([
      ['huggingface', ['p/child', 'o/base']],
      ['civitai', ['7']],
    ])
    const [family] = statistics.families
    expect([family?.entry.id, family?.descendants, family?.children]).toEqual(['o/base', 1, 1])
  })

  it('is worked out once for each state of the catalog, however many ask', async () => {
    await test.write(base)
    const [first, second] = await Promise.all([test.catalog.getStatistics(), test.catalog.getStatistics()])
    expect(second.distributions).toBe(first.distributions)
    // The clock of the test stands still: it is not the time that tells a new state.
    await test.write(child)
    const third = await test.catalog.getStatistics()
    expect(third.distributions).not.toBe(first.distributions)
    expect([
      first.total,
      third.total,
      (await test.catalog.getStatistics()).distributions === third.distributions,
    ]).toEqual([1, 2, true])
  })

  it('counts what one author published', async () => {
    await test.write(base, child)
    expect(await test.catalog.getAuthor('O')).toEqual([
      { source: 'huggingface', author: 'o', models: 1, downloads: 9, likes: 0, derivatives: 1 },
    ])
    expect(await test.catalog.getAuthor('nobody')).toEqual([])
  })
})
