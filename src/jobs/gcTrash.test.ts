import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

let home: string
let mock: MockServers
let house: TestHouse
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-gc-trash-'))
  mock = await startMockServers({ hfRecords: [{ id: 'acme/one' }], civitaiRecords: [], maxFileSize: 50_000 })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
})
afterEach(async () => {
  await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

test('a collection of garbage deletes what was in the trash for too long, with its blobs, and nothing sooner', async () => {
  expect(await house.run('pull', { model: 'acme/one' })).toMatchObject({ state: 'completed' })
  const blobs = (await Array.fromAsync(house.store.list())).length
  await house.order.remove('acme--one')
  expect(await house.run('gc', { graceMs: 0 })).toMatchObject({ result: { removed: { blobs: 0 } } })
  expect(await house.order.listTrash()).toHaveLength(1)

  const [entry] = await house.order.listTrash()
  const path = join(dirname(entry?.folder ?? ''), 'note.json')
  const note = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...note, removed_at: new Date(Date.now() - 31 * 86_400_000).toISOString() }))
  const job = await house.run('gc', { graceMs: 0 })
  expect(await house.messages(job.id)).toContain('info Left the trash for good: acme--one')
  expect(await house.order.listTrash()).toEqual([])
  // It has its time of grace from when it was first seen without a name.
  const later = await house.run('gc', { graceMs: 0 })
  const removed = [job, later].map(({ result }) => (result as { removed: { blobs: number } }).removed.blobs)
  expect(removed[0]! + removed[1]!).toBe(blobs)

  // The model is followed on, and can be pulled again.
  expect(await house.hub.getRepo('acme--one')).toMatchObject({ status: 'registered' })
  expect(await house.run('pull', { model: 'acme/one' })).toMatchObject({ state: 'completed', error: undefined })
})
