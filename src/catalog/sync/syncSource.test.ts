import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeEntry, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { createListedSource } from '../../../test/contracts/catalogListedSource.ts'
import { killSyncAt, listedForKill } from '../../../test/contracts/catalogSyncKilled.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { Entry, SourcePage } from '../../sources/source.ts'
import { syncSource, type SyncProgress } from './syncSource.ts'

const offline = new WeighthouseError('SOURCE_UNREACHABLE', 'nobody answers')
const five = () => ['a', 'b', 'c', 'd', 'e'].map((name, index) => makeEntry(`o/${name}`, { downloads: index * 10 }))

let test: TestCatalog
beforeEach(async () => {
  test = await openTestCatalog()
})
afterEach(() => test.close())

const sync = (
  source: ReturnType<typeof createListedSource>,
  options: Partial<Parameters<typeof syncSource>[0]> = {},
) => {
  test.time.now += 1_000
  return syncSource({ ...options, catalog: test.catalog, source, clock: () => test.time.now })
}
const listed = async () => (await test.catalog.search({ sort: 'name' })).entries.map(({ id }) => id)

describe('a full sync', () => {
  it('reads all pages in the order in which nothing moves, and twice changes nothing', async () => {
    const source = createListedSource(five())
    expect(await sync(source)).toEqual({ added: 5, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
    expect(await sync(source)).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 5, rejected: 0 })
    expect(source.calls).toEqual([
      { sort: 'created', cursor: undefined },
      { sort: 'created', cursor: undefined },
    ])
    expect(await listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/e'])
    expect(await test.catalog.getStatistics()).toEqual({
      total: 5,
      removed: 0,
      sources: [{ source: 'huggingface', total: 5, removed: 0, syncedAt: test.time.now, completedAt: test.time.now }],
    })
  })

  it('marks what vanished as removed, and lists it again when it comes back', async () => {
    const source = createListedSource(five())
    await sync(source)
    source.entries = five().filter(({ id }) => id !== 'o/b')
    expect(await sync(source)).toEqual({ added: 0, changed: 0, removed: 1, unchanged: 4, rejected: 0 })
    expect(await listed()).toEqual(['o/a', 'o/c', 'o/d', 'o/e'])
    expect((await test.catalog.search({ removed: true })).total).toBe(5)
    expect((await test.catalog.getEntry('o/b')).removedAt).toBe(test.time.now)
    expect(await test.catalog.getStatistics()).toMatchObject({ total: 4, removed: 1 })
    expect(await sync(source)).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 4, rejected: 0 })

    source.entries = five()
    expect(await sync(source)).toEqual({ added: 0, changed: 1, removed: 0, unchanged: 4, rejected: 0 })
    expect((await test.catalog.getEntry('o/b')).removedAt).toBeUndefined()
  })

  it('counts a model that the listing has twice once, and keeps the later content', async () => {
    const source = createListedSource([...five(), makeEntry('o/a', { likes: 7 })])
    expect(await sync(source)).toEqual({ added: 5, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
    expect((await test.catalog.getEntry('o/a')).likes).toBe(7)
  })

  it('goes on over records that nobody understands, and does not take them for removed', async () => {
    const source = createListedSource(five())
    await sync(source)
    source.entries = five().slice(1)
    source.rejects = ['O/A', undefined]
    const seen: SyncProgress['rejected'] = []
    expect(await sync(source, { onProgress: ({ rejected }) => seen.push(...rejected) })).toEqual({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 4,
      rejected: 2,
    })
    expect(seen).toEqual([
      { id: 'O/A', reason: 'no tags' },
      { id: undefined, reason: 'no tags' },
    ])
    expect(await listed()).toContain('o/a')
  })

  it('refuses to take an empty listing for the removal of everything', async () => {
    const source = createListedSource(five())
    await sync(source)
    source.entries = []
    await expect(sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: 'huggingface lists no models at all; the catalog was left as it is.',
      }),
    )
    expect(await listed()).toHaveLength(5)
    source.rejects = ['o/a', 'o/b']
    await expect(sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: 'huggingface lists 2 models, none of which could be understood; the catalog was left as it is.',
      }),
    )
    expect(await listed()).toHaveLength(5)
    source.entries = five()
    expect(await sync(source)).toMatchObject({ removed: 0, unchanged: 5 })
  })

  it('gives up on a listing that goes in a circle, keeps what it read and marks nothing as removed', async () => {
    await sync(createListedSource([makeEntry('o/old')]))
    const source = createListedSource(five())
    const pages: AsyncGenerator<SourcePage<Entry>, void, undefined> = (async function* () {
      for (let cursor = 1; ; cursor++) yield { records: five(), rejected: [], cursor: `c${cursor % 2}` }
    })()
    source.list = () => pages
    await expect(sync(source)).rejects.toThrow(
      expect.objectContaining({
        code: 'SOURCE_DRIFT',
        message: 'huggingface lists page after page, and the last 100 had nothing new.',
      }),
    )
    expect(await listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/e', 'o/old'])
    expect(await test.database.kysely.selectFrom('sync_seen').selectAll().execute()).toEqual([])

    const mended = createListedSource(five())
    expect(await sync(mended)).toEqual({ added: 0, changed: 0, removed: 1, unchanged: 5, rejected: 0 })
    expect(mended.calls).toEqual([{ sort: 'created', cursor: undefined }])
  })

  it('accepts an empty listing of a source that never had models', async () => {
    expect(await sync(createListedSource([]))).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
  })

  it('leaves models of other sources, and models that came in while it ran', async () => {
    await test.catalog.writeRecords('civitai', [makeRecord('1', { source: 'civitai' })])
    const source = createListedSource(five())
    source.failAfter = { pages: 1, error: offline }
    await expect(sync(source)).rejects.toThrow('nobody answers')
    test.time.now += 1
    await test.catalog.writeRecords('huggingface', [makeRecord('o/newest')])
    source.failAfter = undefined
    expect(await sync(source)).toMatchObject({ added: 5, removed: 0 })
    expect(await listed()).toHaveLength(7)
  })

  it('reports progress with the rate of this call', async () => {
    const rates: number[] = []
    const source = createListedSource(five())
    await syncSource({
      catalog: test.catalog,
      source,
      clock: () => (test.time.now += 500),
      onProgress: ({ rate }) => rates.push(rate),
    })
    expect(rates).toHaveLength(3)
    for (const rate of rates) expect(rate).toBeGreaterThan(0)
  })
})

describe('a sync that ended early', () => {
  it('goes on at the page where it stopped, and its counts go on', async () => {
    const source = createListedSource(five())
    await sync(source)
    source.entries = [makeEntry('o/a', { likes: 1 }), ...five().slice(1, 4), makeEntry('o/new')]
    source.failAfter = { pages: 2, error: offline }
    await expect(sync(source)).rejects.toThrow('nobody answers')
    source.failAfter = undefined
    expect(await sync(source)).toEqual({ added: 1, changed: 1, removed: 1, unchanged: 3, rejected: 0 })
    expect(source.calls.at(-1)).toEqual({ sort: 'created', cursor: '4' })
    expect(await listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/new'])
  })

  it.each([400, 422])(
    'begins again when the source refuses its cursor with %i, and counts nothing twice',
    async (status) => {
      const source = createListedSource(five())
      source.rejects = [undefined]
      source.failAfter = { pages: 2, error: offline }
      await expect(sync(source)).rejects.toThrow('nobody answers')
      source.failAfter = undefined
      source.refuseCursors = status
      expect(await sync(source)).toEqual({ added: 5, changed: 0, removed: 0, unchanged: 0, rejected: 1 })
      expect(source.calls.map(({ cursor }) => cursor)).toEqual([undefined, '4', undefined])
    },
  )

  it('keeps its cursor when the source fails otherwise', async () => {
    const source = createListedSource(five())
    source.failAfter = { pages: 2, error: offline }
    await expect(sync(source)).rejects.toThrow('nobody answers')
    for (const error of [
      new WeighthouseError('SOURCE_ERROR', 'on fire', { details: { status: 500 } }),
      new WeighthouseError('RATE_LIMITED', 'slow down', { details: { status: 429 } }),
    ]) {
      source.failAfter = { pages: 0, error }
      await expect(sync(source)).rejects.toThrow(error)
    }
    source.failAfter = undefined
    expect(await sync(source)).toMatchObject({ added: 5 })
    expect(source.calls.at(-1)?.cursor).toBe('4')
  })

  it('is given up when it is more than a week old', async () => {
    const source = createListedSource(five())
    source.failAfter = { pages: 2, error: offline }
    await expect(sync(source)).rejects.toThrow('nobody answers')
    test.time.now += 8 * 24 * 60 * 60 * 1000
    source.failAfter = undefined
    expect(await sync(source)).toEqual({ added: 1, changed: 0, removed: 0, unchanged: 4, rejected: 0 })
    expect(source.calls.at(-1)?.cursor).toBeUndefined()
  })

  it('stops between two pages when it is cancelled', async () => {
    const source = createListedSource(five())
    const stop = new AbortController()
    await expect(sync(source, { signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow(
      expect.objectContaining({ code: 'CANCELLED' }),
    )
    expect(await listed()).toEqual(['o/a', 'o/b'])
    await expect(sync(source, { signal: stop.signal })).rejects.toThrow(expect.objectContaining({ code: 'CANCELLED' }))
    expect(source.calls).toHaveLength(1)
    expect(await sync(source)).toMatchObject({ added: 5 })
  })

  it('was killed in the middle: loses at most the page that it was at', async () => {
    await killSyncAt(test.directory, 300)
    const before = await test.catalog.countEntries()
    expect(before).toBeGreaterThanOrEqual(300)
    expect(before).toBeLessThan(1_000)
    expect(before % 10).toBe(0)

    const source = listedForKill()
    const counts = await syncSource({ catalog: test.catalog, source })
    expect(source.calls).toEqual([{ sort: 'created', cursor: String(before) }])
    expect(counts).toEqual({ added: 1_000, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
    expect((await test.catalog.search({ query: 'a' })).total).toBe(1_000)
  })
})

describe('a sync of the first N', () => {
  it('reads the most downloaded, N exactly, and removes nothing', async () => {
    await test.catalog.writeRecords('huggingface', [makeRecord('o/old')])
    const source = createListedSource(five())
    const totals: (number | undefined)[] = []
    const first = { mode: { first: 3 }, onProgress: ({ total }: SyncProgress) => totals.push(total) }
    expect(await sync(source, first)).toEqual({ added: 3, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
    expect(await listed()).toEqual(['o/c', 'o/d', 'o/e', 'o/old'])
    expect(source.calls).toEqual([{ sort: 'downloads', cursor: undefined }])
    expect(totals).toEqual([3, 3])
    const { sources } = await test.catalog.getStatistics()
    expect(sources[0]).toMatchObject({ syncedAt: test.time.now, completedAt: undefined })
  })

  it('ends with the listing when that has fewer', async () => {
    const counts = await sync(createListedSource(five()), { mode: { first: 100 } })
    expect(counts).toEqual({ added: 5, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
  })

  it('leaves the unfinished run of another mode, which goes on where it stopped', async () => {
    const source = createListedSource(five())
    source.failAfter = { pages: 1, error: offline }
    await expect(sync(source)).rejects.toThrow('nobody answers')
    source.failAfter = undefined
    expect(await sync(source, { mode: { first: 2 } })).toMatchObject({ added: 2 })
    expect(await sync(source, { mode: { first: 0 } })).toMatchObject({ added: 3, unchanged: 2 })
    expect(source.calls.at(-1)).toEqual({ sort: 'created', cursor: '2' })
    const runs = await test.database.kysely.selectFrom('sync_runs').select(['kind', 'state', 'cursor']).execute()
    expect(runs).toEqual([
      { kind: 'full', state: 'completed', cursor: null },
      { kind: 'first:2', state: 'completed', cursor: null },
    ])
    expect(await test.database.kysely.selectFrom('sync_seen').selectAll().execute()).toEqual([])
  })

  it('refuses a number that is none', async () => {
    for (const first of [-1, 1.5, Number.NaN]) {
      await expect(sync(createListedSource([]), { mode: { first } })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    }
  })
})

describe('two syncs of one source at once', () => {
  it('end with one that reads everything and one that gives way', async () => {
    const second = await openTestCatalog(test.directory)
    try {
      const entries = Array.from({ length: 60 }, (_, index) => makeEntry(`o/${index}`))
      const results = await Promise.allSettled(
        [test.catalog, second.catalog].map((catalog) =>
          syncSource({ catalog, source: createListedSource(entries, { pauseMs: 1 }) }),
        ),
      )
      const failures = results.filter((result) => result.status === 'rejected')
      expect(failures.map(({ reason }) => reason.code)).toEqual(['CONFLICT'])
      expect(results.filter((result) => result.status === 'fulfilled').map(({ value }) => value)).toEqual([
        { added: 60, changed: 0, removed: 0, unchanged: 0, rejected: 0 },
      ])
      expect(await test.catalog.countEntries()).toBe(60)
    } finally {
      await second.close()
    }
  })
})
