import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { startMockServers } from '../../mock/startMockServers.ts'
import type { BundleOrder } from '../../test/support/bundleProcess.ts'
import { startTask } from '../../test/support/startTask.ts'
import { delay } from '../foundation/time.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

const script = new URL('../../test/support/bundleProcess.ts', import.meta.url)
const hfRecords = Array.from({ length: 6 }, (_, index) => ({ id: `acme/model-${index}` }))
const kills = 10
const nowhere = 'http://127.0.0.1:9'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-killed-'))
  file = join(folder, 'models.tar')
  const mock = await startMockServers({ hfRecords, civitaiRecords: [], maxFileSize: 12_000_000 })
  const house = await openTestHouse({ home: join(folder, 'first'), hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
  for (const { id } of hfRecords) await house.run('pull', { model: id })
  await house.close()
  await mock.close()
})
afterEach(() => rm(folder, { recursive: true }))

/** Starts the same work again and again, kills it at any moment, and lets the last one come to its end. */
async function runAndKill(home: string, order: BundleOrder, looks: () => Promise<void>): Promise<void> {
  const text = JSON.stringify(order)
  let longestMs = 400
  for (let kill = 0; kill < kills; kill++) {
    const task = await startTask(script, home, text)
    const begunAt = Date.now()
    task.begin()
    const waitMs = Math.random() * longestMs
    const ended = await Promise.race([task.said('done').then(() => true), delay(waitMs).then(() => false)])
    // What was quicker than its killer says how quick the next one must be.
    if (ended) longestMs = Math.max(20, Date.now() - begunAt)
    else longestMs *= 1.2
    await task.kill()
    await looks()
  }
  const last = await startTask(script, home, text)
  last.begin()
  await last.said('done')
}

async function whileOpen<T>(home: string, work: (house: TestHouse) => Promise<T>): Promise<T> {
  const house = await openTestHouse({ home, hfUrl: nowhere, civitaiUrl: nowhere })
  try {
    return await work(house)
  } finally {
    await house.close()
  }
}

it('an export that is killed at any moment goes on, and is not there before it is whole', async () => {
  const whole = join(folder, 'whole.tar')
  const home = join(folder, 'first')
  await whileOpen(home, (house) => house.run('bundle_export', { file: whole }))
  const right = sha256(await readFile(whole))
  await runAndKill(home, { type: 'bundle_export', payload: { file } }, async () => {
    if ((await readdir(folder)).includes('models.tar')) {
      expect(sha256(await readFile(file))).toBe(right)
      await rm(file)
    }
  })
  expect(sha256(await readFile(file))).toBe(right)
  expect((await readdir(folder)).sort()).toEqual(['first', 'models.tar', 'whole.tar'])
}, 120_000)

it('an import that is killed at any moment goes on, and no model looks done before it is', async () => {
  await whileOpen(join(folder, 'first'), (house) => house.run('bundle_export', { file }))
  const home = join(folder, 'second')
  let seen = 0
  await runAndKill(home, { type: 'bundle_import', payload: { files: [file] } }, () =>
    whileOpen(home, async (house) => {
      for await (const { slug, files } of house.library.iterate()) {
        seen++
        for (const { sha256 = 'none', size } of files) expect(await house.store.hash(sha256)).toEqual({ sha256, size })
        const { artifacts } = await house.hub.getRepo(slug)
        expect(new Set(artifacts?.map(({ downloadStatus }) => downloadStatus))).toEqual(new Set(['completed']))
      }
      const verified = await house.upkeep.verify()
      expect(verified.findings).toEqual([])
    }),
  )
  expect(seen).toBeGreaterThan(0)
  await whileOpen(home, async (house) => {
    expect((await house.library.list()).total).toBe(hfRecords.length)
    // Locks of processes that are gone are all that may be left; a pull or gc sweeps them away.
    expect((await readdir(house.store.incomingDirectory)).filter((name) => !name.endsWith('.lock'))).toEqual([])
    expect((await house.library.scan()).problems).toEqual([])
    expect((await house.upkeep.collectGarbage({ graceMs: 0 })).removed.blobs).toBe(0)
  })
}, 120_000)

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
