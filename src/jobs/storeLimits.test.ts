import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { createStoreLeases } from '../hub/upkeep/storeLeases.ts'
import { createStoreLimits } from '../hub/upkeep/storeLimits.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

describe('the limits of a store', () => {
  let home: string
  let mock: MockServers
  let house: TestHouse

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'weighthouse-limits-'))
    mock = await startMockServers({ hfRecords: [{ id: 'acme/tiny' }], civitaiRecords: [], maxFileSize: 500_000 })
  })
  afterEach(async () => {
    await house.close()
    await mock.close()
    await rm(home, { recursive: true })
  })

  async function open(quotaBytes?: number): Promise<void> {
    const limits = quotaBytes === undefined ? {} : { quotaBytes }
    house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl, ...limits })
  }

  function createLimits(limits: { quotaBytes?: number; minFreeBytes?: number }, watchMs = 10) {
    const { database, store, library } = house
    const clock = Date.now
    const leases = createStoreLeases({ database, clock })
    const parts = {
      database,
      store,
      shelves: library,
      leases,
      clock,
      quotaBytes: undefined,
      minFreeBytes: 0,
      ...limits,
    }
    return createStoreLimits(parts, { watchMs })
  }

  it('let a pull in that fits the quota, and refuse one that does not before its first byte', async () => {
    await open()
    const { result } = await house.run('pull', { model: 'acme/tiny' })
    const bytes = Number(result?.['fetchedBytes'])
    await house.close()
    await rm(join(home, 'store'), { recursive: true })

    await open(bytes)
    expect(await house.run('pull', { model: 'acme/tiny' })).toMatchObject({ state: 'completed' })
    await house.close()
    await rm(join(home, 'store'), { recursive: true })

    await open(bytes - 1)
    const refused = await house.run('pull', { model: 'acme/tiny' })
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'QUOTA_EXCEEDED' } })
    expect(refused.error?.message).toMatch(/^acme--tiny needs [\d.]+ kB more: .*storeQuota/)
    expect(refused.error?.hint).toMatch(/gc/)
    expect(await Array.fromAsync(house.store.list())).toEqual([])
  })

  it('count partial downloads, and say what gc would free', async () => {
    await open()
    await house.run('pull', { model: 'acme/tiny' })
    await writeFile(join(house.store.incomingDirectory, 'half'), Buffer.alloc(8192, 1))
    let used = 0
    for await (const { size } of house.store.list()) used += size
    const limits = createLimits({ quotaBytes: used + 8192 })
    await expect(limits.check('a--b', 0)).resolves.toBeUndefined()
    await expect(limits.check('a--b', 1)).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      details: { usedBytes: used + 8192, missingBytes: 1 },
      hint: expect.stringContaining('would free nothing') as string,
    })
  })

  it('keep so much of the disk free as they are told to', async () => {
    await open()
    await expect(createLimits({ minFreeBytes: 1 }).check('a--b', 1)).resolves.toBeUndefined()
    await expect(createLimits({ minFreeBytes: 2 ** 60 }).check('a--b', 1)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('storeMinFree') as string,
    })
  })

  it('stop what is under way when they are reached, and leave in peace what is not', async () => {
    await open()
    const inPeace = createLimits({}).watch('a--b')
    expect(inPeace.signal.aborted).toBe(false)
    const watch = createLimits({ quotaBytes: 10_000 }).watch('a--b')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(watch.signal.aborted).toBe(false)
    await writeFile(join(house.store.incomingDirectory, 'grows'), Buffer.alloc(20_000, 1))
    await new Promise((resolve) => watch.signal.addEventListener('abort', resolve))
    expect(watch.signal.reason).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringMatching(/cannot go on/),
    })
    watch.stop()
    inPeace.stop()
    expect(inPeace.signal.aborted).toBe(false)
  })
})
