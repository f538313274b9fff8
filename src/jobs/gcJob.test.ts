import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

const models = Array.from({ length: 12 }, (_, number) => `acme/model-${number}`)

let home: string
let mock: MockServers
let houses: TestHouse[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-gc-'))
  mock = await startMockServers({ hfRecords: models.map((id) => ({ id })), civitaiRecords: [], maxFileSize: 50_000 })
  const open = (workerId: string) => openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl, workerId })
  houses = [await open('one'), await open('other')]
})
afterEach(async () => {
  for (const house of houses) await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

it('removes garbage beside pulls of another process, and never what a pull brings or relies on', async () => {
  const [one, other] = houses as [TestHouse, TestHouse]
  const pulling = new AbortController()
  async function pullAll(): Promise<void> {
    for (const model of models) {
      // What is here already without a name is relied upon by the pull, not fetched again.
      const job = await one.run('pull', { model })
      expect(job).toMatchObject({ state: 'completed', error: undefined })
      await new Promise((resolve) => setTimeout(resolve, 20))
      await one.database.kysely.deleteFrom('model_repo').where('slug', '=', model.replace('/', '--')).execute()
      const { path } = await one.library.get(model.replace('/', '--'))
      await rm(path, { recursive: true })
      await one.library.scan()
      expect(await one.run('pull', { model })).toMatchObject({ state: 'completed', error: undefined })
    }
    pulling.abort()
  }
  let removed = 0
  let refused = 0
  async function collectAlways(): Promise<void> {
    while (!pulling.signal.aborted) {
      const job = await other.run('gc', { graceMs: 0 })
      if (job.state === 'completed') removed += (job.result as { removed: { blobs: number } }).removed.blobs
      else {
        expect(job.error?.code).toBe('CONFLICT')
        refused++
      }
    }
  }
  await Promise.all([pullAll(), collectAlways()])
  expect(removed + refused).toBeGreaterThan(0)

  const path = join(one.store.incomingDirectory, randomUUID())
  await writeFile(path, 'abc')
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  await one.store.commitFile(path, { sha256, size: 3 })
  expect((await other.run('gc', { graceMs: 0 })).result).toMatchObject({ removed: { blobs: 1, bytes: 3 } })
  const { result } = await other.run('verify', {})
  expect(result).toMatchObject({ sound: true, findings: [], strangers: [] })
  expect((await one.library.list()).total).toBe(models.length)
}, 90_000)

it('refuses a payload that is not one', async () => {
  expect(await houses[0]!.run('gc', { graceMs: -1 })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
})
