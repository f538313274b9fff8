import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { describeEngines, type TestDatabase } from '../../../test/support/engines.ts'
import { openTestUpkeep, type TestUpkeep } from '../../../test/support/openTestUpkeep.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import { createLocalBlobStore } from '../../store/createLocalBlobStore.ts'

describeEngines('verifying the store', (openDatabase) => {
  let folder: string
  let opened: TestDatabase
  let store: BlobStore
  let house: TestUpkeep
  let now: number

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-verify-'))
    opened = await openDatabase()
    store = await createLocalBlobStore({ directory: folder })
    now = 5_000_000
    house = openTestUpkeep({ database: opened.database, store, clock: () => now })
  })
  afterEach(async () => {
    await store.close()
    await opened.remove()
    await rm(folder, { recursive: true })
  })

  async function damage(sha256: string, text: string): Promise<void> {
    const path = store.localPath(sha256) ?? ''
    await chmod(path, 0o644)
    await writeFile(path, text)
  }

  async function artifacts() {
    const rows = await opened.database.kysely
      .selectFrom('model_artifact')
      .select(['content_hash', 'download_status', 'last_verified_at'])
      .execute()
    return new Map(rows.map((row) => [row.content_hash, [row.download_status, row.last_verified_at]]))
  }

  it('calls a store sound whose bytes are right, and writes down when it looked', async () => {
    const blobs = [await house.commit('one'), await house.commit('two'), await house.commit(Buffer.alloc(2_000_000, 7))]
    await house.name('owner--model', blobs[0]!)
    const progress: number[] = []
    const report = await house.upkeep.verify({ onProgress: ({ doneBytes }) => progress.push(doneBytes) })
    expect(report).toEqual({
      since: now,
      checked: { blobs: 3, bytes: 2_000_006 },
      skipped: { blobs: 0, bytes: 0 },
      findings: [],
      strangers: [],
      sound: true,
    })
    expect(progress.at(-1)).toBe(2_000_006)
    expect((await artifacts()).get(blobs[0]!.sha256)).toEqual(['completed', now])
    const { verified } = await house.upkeep.readStatistics()
    expect(verified).toEqual({ blobs: 3, oldestAt: now, newestAt: now })
  })

  it('moves a bad blob aside, keeps its bytes, and no artifact claims it any more', async () => {
    const [good, bad] = [await house.commit('good'), await house.commit('will be damaged')]
    await house.name('owner--one', good)
    await house.name('owner--one', bad)
    await house.name('owner--two', bad)
    await damage(bad.sha256, 'was damaged now')

    const { findings, sound, checked } = await house.upkeep.verify()
    expect(sound).toBe(false)
    expect(checked.blobs).toBe(2)
    expect(findings).toMatchObject([{ sha256: bad.sha256, kind: 'bad', size: 15, repaired: false }])
    expect(findings[0]?.names.map(({ slug }) => slug)).toEqual(['owner--one', 'owner--two'])
    expect(await readFile(findings[0]?.place ?? '', 'utf8')).toBe('was damaged now')
    expect(await store.stat(bad.sha256)).toBeUndefined()
    const after = await artifacts()
    expect(after.get(bad.sha256)).toEqual(['failed', null])
    expect(after.get(good.sha256)).toEqual(['completed', now])
  })

  it('tells a lost blob again until it is here or nobody needs it', async () => {
    const bad = await house.commit('bytes')
    await house.name('owner--model', bad)
    await damage(bad.sha256, 'other')
    expect((await house.upkeep.verify()).findings).toMatchObject([{ kind: 'bad' }])
    expect((await house.upkeep.verify()).findings).toMatchObject([{ kind: 'missing', sha256: bad.sha256 }])
    expect((await house.upkeep.readStatistics()).lost).toBe(1)
    expect((await artifacts()).get(bad.sha256)).toEqual(['failed', null])
    await house.commit('bytes')
    expect((await house.upkeep.verify()).sound).toBe(true)
    expect((await house.upkeep.readStatistics()).lost).toBe(0)
    expect((await artifacts()).get(bad.sha256)?.[0]).toBe('completed')

    await store.delete(bad.sha256)
    await house.database.kysely.updateTable('model_artifact').set({ download_status: 'completed' }).execute()
    expect((await house.upkeep.verify()).sound).toBe(false)
    await house.forget('owner--model')
    expect((await house.upkeep.verify()).sound).toBe(true)
  })

  it('finds what an artifact says is here and is not, but not what was never fetched', async () => {
    const [lost, pending] = [await house.commit('lost'), await house.commit('pending')]
    await house.name('owner--model', lost)
    await house.name('owner--model', pending, 'pending')
    await store.delete(lost.sha256)
    await store.delete(pending.sha256)
    expect((await house.upkeep.verify()).findings).toMatchObject([{ sha256: lost.sha256, kind: 'missing', size: 4 }])
  })

  it('finds what lies among the blobs and is none, and leaves it there', async () => {
    await house.commit('blob')
    const path = join(folder, 'blobs', 'sha256', 'notes.txt')
    await writeFile(path, 'mine')
    const report = await house.upkeep.verify()
    expect(report).toMatchObject({ strangers: [path], sound: true })
    expect(await readFile(path, 'utf8')).toBe('mine')
  })

  it('goes on where it was stopped, and reads nothing twice', async () => {
    for (let number = 0; number < 6; number++) await house.commit(Buffer.alloc(1000, number))
    const since = now
    const stop = new AbortController()
    let read = 0
    const first = house.upkeep.verify({
      since,
      signal: stop.signal,
      onProgress() {
        if (++read === 3) stop.abort(new Error('stopped'))
      },
    })
    await expect(first).rejects.toThrow('stopped')
    now += 1
    const { checked, skipped } = await house.upkeep.verify({ since })
    expect(checked.blobs + skipped.blobs).toBe(6)
    expect(skipped.blobs).toBeGreaterThanOrEqual(2)
    expect((await house.upkeep.verify({ since })).checked.blobs).toBe(0)
    now += 1
    expect((await house.upkeep.verify({ since: now })).checked.blobs).toBe(6)
  })

  it('takes as a sample those whose last look is longest ago, so that all have their turn', async () => {
    for (let number = 0; number < 10; number++) await house.commit(Buffer.alloc(10, number))
    for (let turn = 0; turn < 5; turn++) {
      now += 1000
      expect((await house.upkeep.verify({ sample: 0.2 })).checked.blobs).toBe(2)
    }
    expect((await house.upkeep.readStatistics()).verified.blobs).toBe(10)
    now += 1000
    expect((await house.upkeep.verify({ sample: 0.01 })).checked.blobs).toBe(1)
  })

  it('reads only what one model names, on the shelf or in a repo', async () => {
    const [mine, shelved, other] = [
      await house.commit('mine'),
      await house.commit('shelved'),
      await house.commit('other'),
    ]
    await house.name('owner--model', mine)
    await house.name('owner--other', other)
    house.shelves.set('owner--model', [shelved.sha256])
    const report = await house.upkeep.verify({ slug: 'owner--model' })
    expect(report.checked).toEqual({ blobs: 2, bytes: mine.size + shelved.size })
    await expect(house.upkeep.verify({ slug: 'owner--unknown' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('counts what is shared, by whom, and what nothing names', async () => {
    const [shared, own, garbage] = [await house.commit('shared'), await house.commit('my own'), await house.commit('x')]
    await house.name('owner--one', shared)
    await house.name('owner--one', own)
    await house.name('owner--two', shared)
    house.shelves.set('owner--three', [shared.sha256])
    expect(await house.upkeep.readStatistics()).toMatchObject({
      address: folder,
      total: { blobs: 3, bytes: 13 },
      named: { blobs: 2, bytes: 12 },
      unnamed: { blobs: 1, bytes: garbage.size },
      shared: { blobs: 1, bytes: 6 },
      savedBytes: 12,
      modelCount: 3,
      models: [
        { slug: 'owner--one', blobs: 2, bytes: 12, ownBytes: 6 },
        { bytes: 6, ownBytes: 0 },
        { bytes: 6, ownBytes: 0 },
      ],
      incoming: { files: 0, bytes: 0 },
    })
  })
})
