import { afterEach, beforeEach, expect, it } from 'vitest'

import {
  makeRecord,
  openBeside,
  openTestCatalog,
  type TestCatalog,
} from '../../../../test/contracts/catalogFixtures.ts'
import { holdWrites } from '../../../../test/contracts/holdWrites.ts'
import { startCatalogProcess } from '../../../../test/contracts/startCatalogProcess.ts'
import { describeEngines } from '../../../../test/support/engines.ts'
import type { Catalog } from '../../catalog.ts'
import { answersOf, duringCheckpoint, models, reopened } from '../testing/catalogAnswers.ts'
import { readCheckpointEnd } from './readCheckpoint.ts'

const hour = 60 * 60 * 1000

describeEngines('a checkpoint of the search index', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open, { fewestToKeep: 1 })
  })
  afterEach(() => test.close())

  const stored = async () => {
    const segments = await test.database.kysely.selectFrom('search_segments').select(['id', 'state']).execute()
    const blocks = await test.database.kysely.selectFrom('search_blocks').select('segment_id').distinct().execute()
    return {
      states: [...new Set(segments.map(({ state }) => state))].toSorted(),
      orphans: blocks.filter(({ segment_id: id }) => !segments.some((segment) => segment.id === id)),
    }
  }
  const changes = async () =>
    (await test.database.kysely.selectFrom('search_changes').select('id').orderBy('id').execute()).map(({ id }) => id)

  it('gives the same answers when it is opened again, also when the changes are long gone', async () => {
    await test.write(...models(0, 600))
    await test.write(...models(0, 100, 5), ...models(600, 610))
    const before = await answersOf(test.catalog)
    test.time.now += 2 * hour
    await test.index.checkpoint()
    expect(await changes()).toEqual([])
    expect(await stored()).toEqual({ states: ['live'], orphans: [] })
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)

    // What comes after a checkpoint is brought in behind it, and kept with the next one.
    await reopened(test, async (other) => {
      await other.write(...models(0, 50, 6), ...models(610, 700))
      other.time.now = test.time.now + 2 * hour
      await other.index.checkpoint()
      await other.write(...models(700, 720))
    })
    expect(await stored()).toEqual({ states: ['live'], orphans: [] })
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(await answersOf(test.catalog))
    expect((await test.catalog.search({})).total).toBe(720)
  })

  it('keeps removed and forgotten models as they are', async () => {
    await test.write(...models(0, 60))
    await test.write(makeRecord('1', { source: 'civitai', name: 'Gone' }))
    await test.catalog.write((writer) => writer.markRemoved([8]))
    await test.index.checkpoint()
    await test.catalog.forgetAll('civitai')
    await test.write(...models(0, 60, 1))
    await test.catalog.write((writer) => writer.markRemoved([9, 10]))
    const before = await answersOf(test.catalog)
    expect([(await test.catalog.search({})).total, (await test.catalog.search({ removed: true })).total]).toEqual([
      58, 60,
    ])
    test.time.now += 2 * hour
    await test.index.checkpoint()
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)
  })

  it('is not written for a few changes', async () => {
    await test.write(...models(0, 100))
    await test.index.checkpoint()
    const [first] = await test.database.kysely.selectFrom('setting').select('value').execute()
    await test.write(...models(100, 101))
    await test.index.checkpoint()
    expect(await test.database.kysely.selectFrom('setting').select('value').execute()).toEqual([first])
    expect(await reopened(test, async ({ catalog }) => (await catalog.search({})).total)).toBe(101)
  })

  it('is written by two processes at once without harm', async () => {
    await test.write(...models(0, 300))
    const before = await answersOf(test.catalog)
    const others = await Promise.all([1, 2].map(() => startCatalogProcess(test.location, 'checkpoint')))
    for (const other of others) other.begin()
    await Promise.all([...others.map((other) => other.ended()), test.index.checkpoint()])
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)
    await test.write(...models(300, 400))
    await test.index.checkpoint()
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(await answersOf(test.catalog))
  })

  it('survives that the process which writes it is killed', async () => {
    await test.write(...models(0, 100))
    await test.index.checkpoint()
    await test.write(...models(0, 50, 3), ...models(100, 300))
    const before = await answersOf(test.catalog)
    const other = await startCatalogProcess(test.location, 'hang-in-checkpoint')
    other.begin()
    await other.said('holding')
    await other.kill()
    expect((await stored()).states).toEqual(['building', 'live'])
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)

    // What it left is swept away once nobody can be at work on it any more.
    test.time.now += 2 * hour
    await test.index.checkpoint()
    expect(await stored()).toEqual({ states: ['live'], orphans: [] })
    expect(await changes()).toEqual([])
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)
  })

  it('survives that it breaks off at any of its writes', async () => {
    await test.write(...models(0, 60))
    await test.index.checkpoint()
    const listed = async (catalog: Catalog) => {
      const { entries, total, facets } = await catalog.search({ sort: 'likes', limit: 100, facets: ['tag', 'author'] })
      return { total, facets, models: entries.map(({ id, likes }) => `${id} ${likes}`) }
    }
    let broken = -1
    let isWhole = false
    for (let writes = 0; !isWhole; writes++) {
      broken++
      await test.write(...models(0, 30, writes + 1), ...models(60 + writes, 61 + writes))
      test.time.now += 2 * hour
      let isFailing = false
      const other = await openBeside(test, {
        fewestToKeep: 1,
        through: (database) => {
          let before = 0
          return holdWrites(database, async () => {
            if (isFailing && before++ >= writes) throw new RangeError('the disk is gone')
          })
        },
      })
      other.time.now = test.time.now
      try {
        await other.index.read()
        isFailing = true
        isWhole = await other.index.checkpoint().then(
          () => true,
          (error: unknown) => {
            if (!(error instanceof RangeError)) throw error
            return false
          },
        )
      } finally {
        await other.close()
      }
      expect(await reopened(test, ({ catalog }) => listed(catalog))).toEqual(await listed(test.catalog))
    }
    expect(broken).toBeGreaterThan(5)
  }, 120_000)

  it.each([0, 2, 5, 8])('lets searches find what is new while it is written, %i writes before', async (writes) => {
    await test.write(...models(0, 300))
    await duringCheckpoint(test, writes, async (slow) => {
      await test.write(makeRecord('o/zebra'), ...models(0, 100, 4), ...models(300, 350))
      expect((await slow.catalog.search({ query: 'zebra' })).total).toBe(1)
      expect(await answersOf(slow.catalog)).toEqual(await answersOf(test.catalog))
    })
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(await answersOf(test.catalog))
  })

  it.each([0, 2, 5, 8])('of a process that slept does not replace a newer one, %i writes before', async (writes) => {
    await test.write(...models(0, 100))
    await duringCheckpoint(test, writes, async () => {
      await test.write(...models(100, 200))
      test.time.now += 2 * hour
      await test.index.checkpoint()
    })
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(await answersOf(test.catalog))
    expect((await test.catalog.search({})).total).toBe(200)
  })

  it('is read again by a process that slept while the changes went', async () => {
    await test.write(...models(0, 100))
    expect((await test.catalog.search({})).total).toBe(100)
    await reopened(test, async (other) => {
      await other.write(...models(0, 20, 2), ...models(100, 150))
      other.time.now += 2 * hour
      await other.index.checkpoint()
      await other.write(...models(150, 160))
    })
    expect(await changes()).toHaveLength(1)
    const totals = await Promise.all(Array.from({ length: 5 }, async () => (await test.catalog.search({})).total))
    expect(totals).toEqual([160, 160, 160, 160, 160])
    expect(await answersOf(test.catalog)).toEqual(await reopened(test, ({ catalog }) => answersOf(catalog)))
    await test.write(...models(160, 170))
    expect((await test.catalog.search({})).total).toBe(170)
  })

  it('of the version before is read all the same', async () => {
    await test.write(...models(0, 60))
    await test.index.checkpoint()
    const before = await answersOf(test.catalog)
    const end = await readCheckpointEnd(test.database.kysely)
    await test.database.write((transaction) =>
      transaction
        .updateTable('setting')
        .set({ value: JSON.stringify({ ...end, version: 2 }) })
        .where('name', '=', 'search.checkpoint')
        .execute(),
    )
    expect(await readCheckpointEnd(test.database.kysely)).toEqual({ ...end, version: 2 })
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)
  })

  it('of another version is passed over, and the index made from the models', async () => {
    await test.write(...models(0, 250))
    await test.catalog.write((writer) => writer.markRemoved([3, 4]))
    test.time.now += 2 * hour
    await test.index.checkpoint()
    await test.write(...models(250, 260))
    const before = await answersOf(test.catalog)
    await test.database.write((transaction) =>
      transaction
        .updateTable('setting')
        .set({ value: JSON.stringify({ version: -1, shape: 'of another time' }) })
        .where('name', '=', 'search.checkpoint')
        .execute(),
    )
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)
    await reopened(test, async (other) => {
      await other.index.read()
      await other.index.checkpoint()
    })
    expect(await stored()).toMatchObject({ orphans: [] })
    expect(await reopened(test, ({ catalog }) => answersOf(catalog))).toEqual(before)
  })
})
