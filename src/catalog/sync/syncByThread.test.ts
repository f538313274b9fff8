import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openBeside } from '../../../test/contracts/catalogFixtures.ts'
import { createListedSource, type ListedModel } from '../../../test/contracts/catalogListedSource.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { syncSource } from './syncSource.ts'
import { none, offline, openSyncTest, type SyncTest } from './testing/openSyncTest.ts'

describeEngines('a sync that writes in a thread', (open) => {
  let test: SyncTest
  beforeEach(async () => {
    test = await openSyncTest(open)
  })
  afterEach(() => test.close())

  const many = (count: number, tag: string): ListedModel[] =>
    Array.from({ length: count }, (_, index) => ({ id: `o/m${index}`, tags: [tag] }))
  const total = async (tag: string) => (await test.catalog.search({ tag: [tag], limit: 1 })).total

  it('writes from some page on beside the searches and other writes, and marks what is gone', async () => {
    const source = createListedSource(many(600, 'old'), { pageSize: 100 })
    source.rejects = ['o/odd', undefined]
    const found: number[] = []
    const done: number[] = []
    const counts = await test.sync(source, {
      threadAfter: 200,
      onProgress: (progress) => done.push(progress.done),
    })
    expect(counts).toEqual({ ...none, added: 600, rejected: 2 })
    expect(done).toEqual([100, 200, 300, 400, 500, 600])
    expect([await total('old'), await test.seen()]).toEqual([600, []])

    source.models = many(500, 'new')
    source.rejects = []
    const changing = test.sync(source, {
      threadAfter: 0,
      onProgress: () => void total('new').then((models) => found.push(models)),
    })
    await test.write(makeRecord('77', { source: 'civitai', tags: ['mine'] }))
    expect(await total('mine')).toBe(1)
    expect(await changing).toEqual({ ...none, changed: 500, removed: 100 })
    expect([await total('old'), await total('new'), await test.totals()]).toEqual([
      0,
      500,
      { total: 501, removed: 100 },
    ])
    expect(found).toEqual(found.toSorted((a, b) => a - b))
    expect((await test.catalog.getEntry('o/m499')).indexedAt).toBe(test.time.now)
  })

  it('ends early: all that was written is found, and the next goes on there; of two at once one gives way', async () => {
    const source = createListedSource(many(300, 'x'), { pageSize: 50, pauseMs: 1 })
    source.failAfter = { pages: 4, error: offline }
    await expect(test.sync(source, { threadAfter: 0 })).rejects.toThrow('nobody answers')
    expect(await total('x')).toBe(200)
    source.failAfter = undefined
    const second = await openBeside(test)
    const results = await Promise.allSettled(
      [test.catalog, second.catalog].map((catalog) =>
        syncSource({ catalog, source, threadAfter: 0, clock: () => test.time.now }),
      ),
    )
    await second.close()
    expect(results.flatMap((result) => (result.status === 'rejected' ? result.reason.code : result.value))).toEqual(
      expect.arrayContaining(['CONFLICT', { ...none, added: 300 }]),
    )
    expect(source.calls.at(-1)).toEqual({ sort: 'created', cursor: '200' })
    expect([await total('x'), await test.seen()]).toEqual([300, []])
  })
})
