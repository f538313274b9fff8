import { afterEach, beforeEach, expect, it } from 'vitest'

import { createListedSource } from '../../../test/contracts/catalogListedSource.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { five, none, offline, openSyncTest, type SyncTest } from './testing/openSyncTest.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour
const dated = (now: number) => five().map((model, index) => ({ ...model, updatedAt: now - (10 - index) * hour }))

describeEngines('a delta sync', (open) => {
  let test: SyncTest
  beforeEach(async () => {
    test = await openSyncTest(open)
  })
  afterEach(() => test.close())

  it('reads what changed since the last run, an hour more, and no further; and removes nothing', async () => {
    test.time.now = 100 * day
    const source = createListedSource(dated(test.time.now))
    await test.sync(source)
    test.time.now += 5 * hour
    source.models = [
      ...dated(100 * day).slice(0, 3),
      { id: 'o/d', updatedAt: test.time.now - hour, likes: 9 },
      { id: 'o/new', updatedAt: test.time.now },
    ]
    source.pages = 0
    expect(await test.sync(source, { mode: { delta: true } })).toEqual({ ...none, added: 1, changed: 1, unchanged: 2 })
    expect([source.calls.at(-1)?.sort, source.pages]).toEqual(['updated', 2])
    expect(await test.listed()).toEqual(['o/a', 'o/b', 'o/c', 'o/d', 'o/e', 'o/new'])

    test.time.now += 5 * hour
    source.models = [...source.models, { id: 'o/newer', updatedAt: test.time.now }]
    source.pages = 0
    expect(await test.sync(source, { mode: { delta: true } })).toEqual({ ...none, added: 1, unchanged: 3 })
    expect(source.pages).toBe(2)
  })

  it('reads everything when there was no full run in the last week', async () => {
    test.time.now = 100 * day
    const source = createListedSource(dated(test.time.now))
    const delta = { mode: { delta: true } }
    expect(await test.sync(source, delta)).toEqual({ ...none, added: 5 })
    test.time.now += 6 * day
    expect(await test.sync(source, delta)).toEqual({ ...none, unchanged: 2 })
    test.time.now += 2 * day
    source.models = source.models.slice(1)
    expect(await test.sync(source, delta)).toEqual({ ...none, unchanged: 4, removed: 1 })
    expect(source.calls.map(({ sort }) => sort)).toEqual(['created', 'updated', 'created'])
  })

  it('goes on where it stopped', async () => {
    test.time.now = 100 * day
    const source = createListedSource(dated(test.time.now))
    await test.sync(source)
    source.models = source.models.map((model) => ({ ...model, likes: 1, updatedAt: test.time.now + hour }))
    source.failAfter = { pages: 1, error: offline }
    await expect(test.sync(source, { mode: { delta: true } })).rejects.toThrow('nobody answers')
    source.failAfter = undefined
    expect(await test.sync(source, { mode: { delta: true } })).toEqual({ ...none, changed: 5 })
    expect(source.calls.at(-1)).toEqual({ sort: 'updated', cursor: '2' })
  })

  it('takes in what changed while the last run went on', async () => {
    test.time.now = 100 * day
    const source = createListedSource(dated(test.time.now))
    await test.sync(source)
    const late = test.time.now + 500
    test.time.now += day
    source.models = [...source.models.slice(1), { id: 'o/a', likes: 1, updatedAt: late }]
    expect(await test.sync(source, { mode: { delta: true } })).toMatchObject({ changed: 1 })
  })

  it('reads on over models of which nobody knows when they changed', async () => {
    test.time.now = 100 * day
    const source = createListedSource(dated(test.time.now))
    await test.sync(source)
    test.time.now += hour
    const changed = ['x', 'y', 'z'].map((name) => ({ id: `o/${name}`, updatedAt: test.time.now }))
    const timeless = ['s', 't'].map((name) => ({ id: `o/${name}` }))
    source.models = [...changed, ...timeless, ...source.models]
    expect(await test.sync(source, { mode: { delta: true } })).toMatchObject({ added: 3 })
    expect((await test.catalog.search({ query: 'z' })).total).toBe(1)
  })

  it('tells progress without a total, which nobody knows', async () => {
    test.time.now = 100 * day
    const source = createListedSource(dated(test.time.now))
    await test.sync(source)
    test.time.now += day
    const totals: unknown[] = []
    await test.sync(source, {
      mode: { delta: true },
      onProgress: ({ total, remainingMs }) => totals.push(total, remainingMs),
    })
    expect(totals).toEqual([undefined, undefined])
  })
})
