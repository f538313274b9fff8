import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord } from '../../../test/contracts/catalogFixtures.ts'
import { createListedSource } from '../../../test/contracts/catalogListedSource.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import type { SourcePage } from '../../sources/source.ts'
import { syncSource, type SyncProgress } from './syncSource.ts'
import { five, none, offline, openSyncTest, type SyncTest } from './testing/openSyncTest.ts'

describeEngines('a full sync', (open) => {
  let test: SyncTest
  beforeEach(async () => {
    test = await openSyncTest(open)
  })
  afterEach(() => test.close())

  it('reads all pages in the order in which nothing moves, and twice changes nothing', async () => {
    const source = createListedSource(five())
    expect(await test.sync(source)).toEqual({ ...none, added: 5 })
    expect(await test.sync(source)).toEqual({ ...none, unchanged: 5 })
    expect(source.calls).toEqual([
      { sort: 'created', cursor: undefined },
      { sort: 'created', cursor: undefined },
    ])
    expect(await test.listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/e'])
    const { sources, ...rest } = await test.catalog.getStatistics()
    expect([rest.total, rest.removed]).toEqual([5, 0])
    expect(sources).toEqual([
      { source: 'huggingface', total: 5, removed: 0, syncedAt: test.time.now, completedAt: test.time.now },
    ])
  })

  it('marks what vanished as removed, and lists it again when it comes back', async () => {
    const source = createListedSource(five())
    await test.sync(source)
    source.models = five().filter(({ id }) => id !== 'o/b')
    expect(await test.sync(source)).toEqual({ ...none, removed: 1, unchanged: 4 })
    expect(await test.listed()).toEqual(['o/a', 'o/c', 'o/d', 'o/e'])
    expect((await test.catalog.search({ removed: true })).total).toBe(5)
    expect((await test.catalog.getEntry('o/b')).removedAt).toBe(test.time.now)
    expect(await test.totals()).toEqual({ total: 4, removed: 1 })
    expect(await test.sync(source)).toEqual({ ...none, unchanged: 4 })

    source.models = five()
    expect(await test.sync(source)).toEqual({ ...none, changed: 1, unchanged: 4 })
    expect((await test.catalog.getEntry('o/b')).removedAt).toBeUndefined()
  })

  it('counts a model that the listing has twice once, and keeps the later content', async () => {
    const source = createListedSource([...five(), { id: 'o/a', likes: 7 }])
    expect(await test.sync(source)).toEqual({ ...none, added: 5 })
    expect((await test.catalog.getEntry('o/a')).likes).toBe(7)
  })

  it('goes on over records that nobody understands, and does not take them for removed', async () => {
    const source = createListedSource(five())
    await test.sync(source)
    source.models = five().slice(1)
    source.rejects = ['O/A', undefined]
    const rejects: SyncProgress['rejected'] = []
    expect(await test.sync(source, { onProgress: ({ rejected }) => rejects.push(...rejected) })).toEqual({
      ...none,
      unchanged: 4,
      rejected: 2,
    })
    expect(rejects).toEqual([
      { id: 'O/A', reason: 'no tags' },
      { id: undefined, reason: 'no tags' },
    ])
    expect(await test.listed()).toContain('o/a')
  })

  it('refuses to take an empty listing for the removal of everything', async () => {
    const source = createListedSource(five())
    await test.sync(source)
    source.models = []
    await expect(test.sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: 'huggingface lists no models at all; the catalog was left as it is.',
      }),
    )
    expect(await test.listed()).toHaveLength(5)
    source.rejects = ['o/a', 'o/b']
    await expect(test.sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: 'huggingface lists 2 models, none of which could be understood; the catalog was left as it is.',
      }),
    )
    expect(await test.listed()).toHaveLength(5)
    source.models = five()
    expect(await test.sync(source)).toMatchObject({ removed: 0, unchanged: 5 })
  })

  it('does not believe a listing that has lost a large part of the models, unless it is told to', async () => {
    const models = Array.from({ length: 400 }, (_, index) => ({ id: `o/${index}` }))
    const source = createListedSource(models, { pageSize: 300 })
    await test.sync(source)
    source.models = models.slice(0, 270)
    await expect(test.sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: expect.stringContaining('huggingface lists only 270 models, and lacks more than 30 %'),
      }),
    )
    expect([(await test.listed()).length, await test.seen()]).toEqual([400, []])
    expect(await test.sync(source, { mode: { force: true } })).toEqual({ ...none, unchanged: 270, removed: 130 })
    expect((await test.listed()).length).toBe(270)
    source.models = models.slice(0, 200)
    expect(await test.sync(source)).toEqual({ ...none, unchanged: 200, removed: 70 })
  })

  it('gives up on a listing that goes in a circle, keeps what it read and marks nothing as removed', async () => {
    await test.sync(createListedSource([{ id: 'o/old' }]))
    const source = createListedSource(five())
    const pages: AsyncGenerator<SourcePage<unknown>, void, undefined> = (async function* () {
      const records = five().map(({ id, ...fields }) => makeRecord(id, fields).record)
      for (let cursor = 1; ; cursor++) yield { records, rejected: [], cursor: `c${cursor % 2}` }
    })()
    source.list = () => pages
    await expect(test.sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: 'huggingface lists page after page, and the last 100 had nothing new.',
      }),
    )
    expect(await test.listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/e', 'o/old'])
    expect(await test.seen()).toEqual([])

    const mended = createListedSource(five())
    expect(await test.sync(mended)).toEqual({ ...none, removed: 1, unchanged: 5 })
    expect(mended.calls).toEqual([{ sort: 'created', cursor: undefined }])
  })

  it('accepts an empty listing of a source that never had models', async () => {
    expect(await test.sync(createListedSource([]))).toEqual(none)
  })

  it('leaves models of other sources, and models that came in while it ran', async () => {
    await test.catalog.writeRecords('civitai', [makeRecord('1', { source: 'civitai' }).record])
    const source = createListedSource(five())
    source.failAfter = { pages: 1, error: offline }
    await expect(test.sync(source)).rejects.toThrow('nobody answers')
    test.time.now += 1
    await test.write(makeRecord('o/newest'))
    source.failAfter = undefined
    expect(await test.sync(source)).toMatchObject({ added: 5, removed: 0 })
    expect(await test.listed()).toHaveLength(7)
  })

  it('writes large pages piece by piece, and reads them as one', async () => {
    const models = Array.from({ length: 1_100 }, (_, index) => ({ id: `o/${index}` }))
    const source = createListedSource(models, { pageSize: 1_000 })
    expect(await test.sync(source)).toEqual({ ...none, added: 1_100 })
    const runs = await test.database.kysely.selectFrom('sync_runs').selectAll().execute()
    expect(runs).toMatchObject([{ state: 'completed', added: 1_100, pages: 2 }])
    expect(await test.seen()).toEqual([])
  })

  it('reports progress: the rate of this call, and from the second run on how many there will be', async () => {
    const progress: SyncProgress[] = []
    const source = createListedSource(five())
    const run = () =>
      syncSource({
        catalog: test.catalog,
        source,
        clock: () => (test.time.now += 500),
        onProgress: (page) => progress.push(page),
      })
    await run()
    expect(progress.map(({ done, total }) => [done, total])).toEqual([
      [2, undefined],
      [4, undefined],
      [5, undefined],
    ])
    for (const { rate, remainingMs } of progress) expect([rate > 0, remainingMs]).toEqual([true, undefined])
    await run()
    const again = progress.slice(3)
    expect(again.map(({ done, total }) => [done, total])).toEqual([
      [2, 5],
      [4, 5],
      [5, 5],
    ])
    expect(again.map(({ remainingMs }) => Math.sign(remainingMs ?? -1))).toEqual([1, 1, 0])
  })

  it('believes a source with few models, however many it has lost', async () => {
    const models = Array.from({ length: 99 }, (_, index) => ({ id: `o/${index}` }))
    const source = createListedSource(models, { pageSize: 50 })
    await test.sync(source)
    source.models = models.slice(0, 1)
    expect(await test.sync(source)).toEqual({ ...none, unchanged: 1, removed: 98 })
  })
})
