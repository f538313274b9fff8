import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeRecord, openBeside } from '../../../test/contracts/catalogFixtures.ts'
import { createListedSource } from '../../../test/contracts/catalogListedSource.ts'
import { killSyncAt, listedForKill } from '../../../test/contracts/catalogSyncKilled.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { syncSource, type SyncProgress } from './syncSource.ts'
import { five, none, offline, openSyncTest, type SyncTest } from './testing/openSyncTest.ts'

describeEngines('syncs that do not read everything at once', (open) => {
  let test: SyncTest
  beforeEach(async () => {
    test = await openSyncTest(open)
  })
  afterEach(() => test.close())

  describe('a sync that ended early', () => {
    it('goes on at the page where it stopped, and its counts go on', async () => {
      const source = createListedSource(five())
      await test.sync(source)
      source.models = [{ id: 'o/a', likes: 1 }, ...five().slice(1, 4), { id: 'o/new' }]
      source.failAfter = { pages: 2, error: offline }
      await expect(test.sync(source)).rejects.toThrow('nobody answers')
      source.failAfter = undefined
      expect(await test.sync(source)).toEqual({ added: 1, changed: 1, removed: 1, unchanged: 3, rejected: 0 })
      expect(source.calls.at(-1)).toEqual({ sort: 'created', cursor: '4' })
      expect(await test.listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/new'])
    })

    it.each([400, 422])(
      'begins again when the source refuses its cursor with %i, and counts nothing twice',
      async (status) => {
        const source = createListedSource(five())
        source.rejects = [undefined]
        source.failAfter = { pages: 2, error: offline }
        await expect(test.sync(source)).rejects.toThrow('nobody answers')
        source.failAfter = undefined
        source.refuseCursors = status
        expect(await test.sync(source)).toEqual({ ...none, added: 5, rejected: 1 })
        expect(source.calls.map(({ cursor }) => cursor)).toEqual([undefined, '4', undefined])
      },
    )

    it('keeps its cursor when the source fails otherwise', async () => {
      const source = createListedSource(five())
      source.failAfter = { pages: 2, error: offline }
      await expect(test.sync(source)).rejects.toThrow('nobody answers')
      for (const error of [
        new WeighthouseError('SOURCE_ERROR', 'on fire', { details: { status: 500 } }),
        new WeighthouseError('RATE_LIMITED', 'slow down', { details: { status: 429 } }),
      ]) {
        source.failAfter = { pages: 0, error }
        await expect(test.sync(source)).rejects.toThrow(error)
      }
      source.failAfter = undefined
      expect(await test.sync(source)).toMatchObject({ added: 5 })
      expect(source.calls.at(-1)?.cursor).toBe('4')
    })

    it('is given up when it is more than a week old', async () => {
      const source = createListedSource(five())
      source.failAfter = { pages: 2, error: offline }
      await expect(test.sync(source)).rejects.toThrow('nobody answers')
      test.time.now += 8 * 24 * 60 * 60 * 1000
      source.failAfter = undefined
      expect(await test.sync(source)).toEqual({ ...none, added: 1, unchanged: 4 })
      expect(source.calls.at(-1)?.cursor).toBeUndefined()
      expect(await test.seen()).toEqual([])
    })

    it('stops between two pages when it is cancelled', async () => {
      const source = createListedSource(five())
      const stop = new AbortController()
      await expect(test.sync(source, { signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow(
        expect.objectContaining({ code: 'CANCELLED' }),
      )
      expect(await test.listed()).toEqual(['o/a', 'o/b'])
      await expect(test.sync(source, { signal: stop.signal })).rejects.toThrow(
        expect.objectContaining({ code: 'CANCELLED' }),
      )
      expect(source.calls).toHaveLength(1)
      expect(await test.sync(source)).toMatchObject({ added: 5 })
    })

    it('was killed in the middle: loses at most the page that it was at', async () => {
      await killSyncAt(test.location, 300)
      const before = await test.catalog.countEntries()
      expect(before).toBeGreaterThanOrEqual(300)
      expect(before).toBeLessThan(1_000)
      expect(before % 10).toBe(0)

      const source = listedForKill()
      const counts = await syncSource({ catalog: test.catalog, source })
      expect(source.calls).toEqual([{ sort: 'created', cursor: String(before) }])
      expect(counts).toEqual({ ...none, added: 1_000 })
      expect((await test.catalog.search({ query: 'a' })).total).toBe(1_000)
    })

    it('died while it was closing: comes to the same end', async () => {
      const source = createListedSource(five())
      await test.sync(source)
      source.models = five().slice(0, 3)
      let writes = 0
      const dying: Parameters<typeof syncSource>[0]['catalog'] = {
        prepare: (...args) => test.catalog.prepare(...args),
        async write(work) {
          const result = await test.catalog.write(work)
          // Open, forget, two pages, last key, one range, marks: dead before the run is closed.
          if (++writes === 7) throw new Error('dead')
          return result
        },
      }
      test.time.now += 1_000
      const dead = syncSource({ catalog: dying, source, clock: () => test.time.now })
      await expect(dead).rejects.toThrow('dead')
      expect(await test.totals()).toEqual({ total: 3, removed: 2 })
      expect(await test.sync(source)).toEqual({ ...none, unchanged: 3, removed: 2 })
      expect(source.calls.at(-1)).toEqual({ sort: 'created', cursor: '2' })
      expect([await test.totals(), await test.seen()]).toEqual([{ total: 3, removed: 2 }, []])
    })
  })

  describe('a sync of the first N', () => {
    it('reads the most downloaded, N exactly, and removes nothing', async () => {
      await test.write(makeRecord('o/old'))
      const source = createListedSource(five())
      const totals: (number | undefined)[] = []
      const first = { mode: { first: 3 }, onProgress: ({ total }: SyncProgress) => totals.push(total) }
      expect(await test.sync(source, first)).toEqual({ ...none, added: 3 })
      expect(await test.listed()).toEqual(['o/c', 'o/d', 'o/e', 'o/old'])
      expect(source.calls).toEqual([{ sort: 'downloads', cursor: undefined }])
      expect(totals).toEqual([3, 3])
      const { sources } = await test.catalog.getStatistics()
      expect(sources[0]).toMatchObject({ syncedAt: test.time.now, completedAt: undefined })
    })

    it('ends with the listing when that has fewer', async () => {
      expect(await test.sync(createListedSource(five()), { mode: { first: 100 } })).toEqual({ ...none, added: 5 })
    })

    it('leaves the unfinished run of another mode, which goes on where it stopped', async () => {
      const source = createListedSource(five())
      source.failAfter = { pages: 1, error: offline }
      await expect(test.sync(source)).rejects.toThrow('nobody answers')
      source.failAfter = undefined
      expect(await test.sync(source, { mode: { first: 2 } })).toMatchObject({ added: 2 })
      expect(await test.sync(source, { mode: { first: 0 } })).toMatchObject({ added: 3, unchanged: 2 })
      expect(source.calls.at(-1)).toEqual({ sort: 'created', cursor: '2' })
      const runs = await test.database.kysely
        .selectFrom('sync_runs')
        .select(['kind', 'state', 'cursor'])
        .orderBy('id')
        .execute()
      expect(runs).toEqual([
        { kind: 'full', state: 'completed', cursor: null },
        { kind: 'first:2', state: 'completed', cursor: null },
      ])
      expect(await test.seen()).toEqual([])
    })

    it('refuses a number that is none', async () => {
      for (const first of [-1, 1.5, Number.NaN]) {
        await expect(test.sync(createListedSource([]), { mode: { first } })).rejects.toThrow(
          expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
        )
      }
    })
  })

  describe('two syncs of one source at once', () => {
    it('end with one that reads everything and one that gives way', async () => {
      const second = await openBeside(test)
      try {
        const models = Array.from({ length: 60 }, (_, index) => ({ id: `o/${index}` }))
        const results = await Promise.allSettled(
          [test.catalog, second.catalog].map((catalog) =>
            syncSource({ catalog, source: createListedSource(models, { pauseMs: 1 }) }),
          ),
        )
        const failures = results.filter((result) => result.status === 'rejected')
        expect(failures.map(({ reason }) => reason.code)).toEqual(['CONFLICT'])
        expect(results.filter((result) => result.status === 'fulfilled').map(({ value }) => value)).toEqual([
          { ...none, added: 60 },
        ])
        expect(await test.catalog.countEntries()).toBe(60)
      } finally {
        await second.close()
      }
    })
  })
})
