import { afterEach, beforeEach, expect, it } from 'vitest'

import { describeEngines, type TestDatabase } from '../../../test/support/engines.ts'
import { createStoreLeases } from './storeLeases.ts'

describeEngines('the leases of a store', (openDatabase) => {
  let opened: TestDatabase
  let now: number
  const open = (times = { leaseMs: 10_000, renewMs: 20, pollMs: 5 }) =>
    createStoreLeases({ database: opened.database, clock: () => now, times })

  beforeEach(async () => {
    opened = await openDatabase()
    now = 1_000_000
  })
  afterEach(() => opened.remove())

  it('let writers work beside each other', async () => {
    const [one, other] = [open(), open()]
    const both = await one.whileWriting('one', () => other.whileWriting('other', () => one.listWriters()))
    expect(both.map(({ purpose }) => purpose).sort()).toEqual(['one', 'other'])
    expect(await one.listWriters()).toEqual([])
  })

  it('refuse a collector while there is a writer, and a second collector', async () => {
    const [one, other] = [open(), open()]
    const refused = { code: 'CONFLICT' }
    await one.whileWriting('pull of a--b', async () => {
      await expect(other.whileCollecting(async () => 1)).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining('pull of a--b') as string,
      })
    })
    await one.whileCollecting(async () => {
      await expect(other.whileCollecting(async () => 1)).rejects.toMatchObject(refused)
    })
    expect(await other.whileCollecting(async () => 'alone')).toBe('alone')
  })

  it('make a writer wait for the collector', async () => {
    const [one, other] = [open(), open()]
    const order: string[] = []
    let writing: Promise<unknown> | undefined
    await one.whileCollecting(async () => {
      writing = other.whileWriting('pull', async () => order.push('written'))
      await new Promise((resolve) => setTimeout(resolve, 60))
      order.push('collected')
    })
    await writing
    expect(order).toEqual(['collected', 'written'])
  })

  it('let a writer that waits be stopped', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    await open().whileCollecting(async () => {
      const writing = open().whileWriting('pull', async () => 1, stop.signal)
      setTimeout(() => stop.abort(reason), 20)
      await expect(writing).rejects.toBe(reason)
    })
  })

  it('end with a process of this machine at once, and with one of another when they were not renewed', async () => {
    const { hostname } = await import('node:os')
    // The highest id that Linux gives is 2^22.
    await lease('dead', `worker:${hostname()}:99999999:x`, now + 100_000)
    expect(await open().whileCollecting(async () => 1)).toBe(1)

    await lease('away', 'worker:elsewhere:1:x', now + 1_000)
    await expect(open().whileCollecting(async () => 1)).rejects.toMatchObject({ code: 'CONFLICT' })
    now += 1_001
    expect(await open().whileCollecting(async () => 1)).toBe(1)
  })

  it('tell a writer whose lease was lost that its work has to be done again', async () => {
    const writing = open().whileWriting('pull', async (signal) => {
      now += 20_000
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return 'done'
    })
    await expect(writing).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('are renewed while the work goes on', async () => {
    await open().whileWriting('pull', async (signal) => {
      for (let times = 0; times < 5; times++) {
        now += 4_000
        await new Promise((resolve) => setTimeout(resolve, 60))
      }
      expect(signal.aborted).toBe(false)
      await expect(open().whileCollecting(async () => 1)).rejects.toMatchObject({ code: 'CONFLICT' })
    })
  })

  async function lease(id: string, holder: string, until: number): Promise<void> {
    await opened.database.kysely
      .insertInto('store_lease')
      .values({ id, kind: 'writer', holder, purpose: id, since: now, until })
      .execute()
  }
})
