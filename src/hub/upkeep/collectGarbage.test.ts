import { link, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { describeEngines, type TestDatabase } from '../../../test/support/engines.ts'
import { openTestUpkeep, type TestUpkeep } from '../../../test/support/openTestUpkeep.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import { createLocalBlobStore } from '../../store/createLocalBlobStore.ts'

const hourMs = 60 * 60 * 1000

describeEngines('collecting garbage', (openDatabase) => {
  let folder: string
  let opened: TestDatabase
  let store: BlobStore
  let house: TestUpkeep
  let now: number

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-gc-'))
    opened = await openDatabase()
    store = await createLocalBlobStore({ directory: join(folder, 'store') })
    now = Date.now() + 25 * hourMs
    house = openTestUpkeep({ database: opened.database, store, clock: () => now })
  })
  afterEach(async () => {
    await store.close()
    await opened.remove()
    await rm(folder, { recursive: true })
  })

  async function left(): Promise<string[]> {
    return (await Array.fromAsync(store.list())).map(({ sha256 }) => sha256).sort()
  }

  it('removes what nothing names, and keeps what an artifact of any status, a shelf or a hard link names', async () => {
    const { commit, name, shelves, upkeep } = house
    const garbage = await commit('garbage')
    const [completed, pending, failed] = [await commit('completed'), await commit('pending'), await commit('failed')]
    await name('owner--one', completed)
    await name('owner--one', pending, 'pending')
    await name('owner--two', failed, 'failed')
    const shelved = await commit('on a shelf')
    shelves.set('owner--three', [shelved.sha256])
    const linked = await commit('linked by the user')
    await link(store.localPath(linked.sha256) ?? '', join(folder, 'mine'))

    const report = await upkeep.collectGarbage()
    expect(report.removed).toEqual({ blobs: 1, bytes: garbage.size })
    expect(report.kept.blobs).toBe(5)
    expect(report.waiting.blobs).toBe(0)
    expect(await left()).toEqual([completed, pending, failed, shelved, linked].map(({ sha256 }) => sha256).sort())
    expect(await Array.fromAsync(store.listAside('trash'))).toEqual([])
    expect((await upkeep.collectGarbage()).removed.blobs).toBe(0)
  })

  it('waits a day since the bytes came, or as long as it is told to', async () => {
    const { commit, upkeep } = house
    now = Date.now() + 23 * hourMs
    const young = await commit('young')
    const report = await upkeep.collectGarbage()
    expect(report).toMatchObject({ removed: { blobs: 0, bytes: 0 }, waiting: { blobs: 1, bytes: young.size } })
    expect(Math.abs((report.nextAt ?? 0) - (now + hourMs))).toBeLessThan(60_000)
    expect((await upkeep.collectGarbage({ graceMs: hourMs })).removed.blobs).toBe(1)
    expect(await left()).toEqual([])
  })

  it('waits a day since a blob was first seen without the name that it had', async () => {
    const { commit, name, forget, upkeep } = house
    const blob = await commit('named for a while')
    await name('owner--model', blob)
    expect((await upkeep.collectGarbage()).kept.blobs).toBe(1)

    await forget('owner--model')
    now += 100 * hourMs
    expect((await upkeep.collectGarbage()).waiting.blobs).toBe(1)
    now += 23 * hourMs
    expect((await upkeep.collectGarbage()).waiting.blobs).toBe(1)
    now += 2 * hourMs
    expect(await upkeep.collectGarbage()).toMatchObject({
      removed: { blobs: 1, bytes: blob.size },
      byRepo: [{ slug: 'owner--model', blobs: 1, bytes: blob.size }],
    })
  })

  it('only counts in a dry run, also while a pull is at work', async () => {
    const { commit, upkeep, database } = house
    const garbage = await commit('garbage')
    await insertLease('writer', now + hourMs)
    const report = await upkeep.collectGarbage({ dryRun: true })
    expect(report).toMatchObject({ dryRun: true, removed: { blobs: 1, bytes: garbage.size } })
    expect(await left()).toEqual([garbage.sha256])
    expect(await database.kysely.selectFrom('blob_state').selectAll().execute()).toEqual([])
  })

  it('never works while a pull does, and goes on once that is over or its process has died', async () => {
    const { commit, upkeep } = house
    await commit('garbage')
    await insertLease('writer', now + hourMs)
    await expect(upkeep.collectGarbage()).rejects.toMatchObject({ code: 'CONFLICT', details: { purpose: 'a test' } })
    expect(await left()).toHaveLength(1)
    now += 2 * hourMs
    expect((await upkeep.collectGarbage()).removed.blobs).toBe(1)
  })

  it('keeps a blob that got a name after it was marked', async () => {
    const { commit, name, upkeep } = house
    const [saved, gone] = [await commit('named just in time'), await commit('garbage')]
    let naming: Promise<void> | undefined
    const report = await upkeep.collectGarbage({
      onStep(step) {
        if (step === 'gc: marked') naming = name('owner--model', saved)
      },
    })
    await naming
    expect(report.removed).toEqual({ blobs: 1, bytes: gone.size })
    expect(await left()).toEqual([saved.sha256])
  })

  it('keeps what old commits name, unless it is told to take them, and then nothing claims what is gone', async () => {
    const { commit, name, shelves, upkeep, database } = house
    const [current, old, both, busy] = [
      await commit('1'),
      await commit('22'),
      await commit('333'),
      await commit('4444'),
    ]
    await name('owner--model', current, 'completed', 'c0')
    await name('owner--model', old, 'completed', 'before')
    await name('owner--model', both, 'completed', 'before')
    await name('owner--other', both, 'completed', 'c0')
    await name('owner--busy', busy, 'completed', 'asked-for')
    const job = { id: 'j', type: 'pull', state: 'paused', sequence: 1, created_at: 1, updated_at: 1, attempts: 0 }
    await database.kysely
      .insertInto('job')
      .values({ ...job, payload: '{"model":"owner--busy@asked-for"}' })
      .execute()
    shelves.set('owner--model', [])

    expect((await upkeep.collectGarbage({ graceMs: 0 })).removed.blobs).toBe(0)
    const plan = await upkeep.collectGarbage({ oldCommits: true, dryRun: true })
    expect(plan).toMatchObject({
      removed: { blobs: 1, bytes: 2 },
      byRepo: [{ slug: 'owner--model', blobs: 1, bytes: 2 }],
    })
    expect((await upkeep.collectGarbage({ oldCommits: true })).removed).toEqual({ blobs: 1, bytes: 2 })
    expect(await left()).toEqual([current, both, busy].map(({ sha256 }) => sha256).sort())
    expect((await upkeep.verify()).sound).toBe(true)
  })

  it('leaves a store alone that another house uses, unless it is forced', async () => {
    const { commit, upkeep } = house
    await commit('named by another database')
    await store.addHouse('01234567-89ab-cdef-0123-456789abcdef', '/home/other on elsewhere')
    await expect(upkeep.collectGarbage()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('/home/other on elsewhere') as string,
    })
    expect(await left()).toHaveLength(1)
    expect((await upkeep.collectGarbage({ force: true })).removed.blobs).toBe(1)
  })

  it('empties the trash that a killed process left', async () => {
    const { commit, upkeep } = house
    const blob = await commit('half collected')
    await store.setAside(blob.sha256, 'trash')
    expect((await upkeep.collectGarbage()).trash).toEqual({ blobs: 1, bytes: blob.size })
    expect(await Array.fromAsync(store.listAside('trash'))).toEqual([])
  })

  async function insertLease(kind: string, until: number): Promise<void> {
    await opened.database.kysely
      .insertInto('store_lease')
      .values({ id: kind, kind, holder: 'worker:elsewhere:1:x', purpose: 'a test', since: now, until })
      .execute()
  }
})
