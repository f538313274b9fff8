import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

let home: string
let mock: MockServers
let house: TestHouse

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-scan-'))
  mock = await startMockServers({ hfRecords: [{ id: 'acme/tiny' }], civitaiRecords: [], maxFileSize: 10_000 })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
})
afterEach(async () => {
  await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

it('reads the folders anew and says what it found', async () => {
  await house.run('pull', { model: 'acme/tiny' })
  const job = await house.run('scan', { rebuild: true })
  expect(job).toMatchObject({
    state: 'completed',
    result: { models: 1, removed: 0, problems: [], recovered: 0 },
    progress: { done: 1, total: 1, unit: 'models' },
  })
  expect((await house.library.list()).total).toBe(1)
})

it('writes what is wrong on disk into its log', async () => {
  await house.run('pull', { model: 'acme/tiny' })
  const { path } = await house.library.get('acme--tiny')
  await writeFile(join(path, 'metadata.json'), 'not json')
  const job = await house.run('scan', {})
  expect(job.result?.['problems']).toHaveLength(1)
  const [line] = await house.messages(job.id)
  expect(line).toMatch(/^warn .*metadata\.json/)
})

it('refuses a payload that is not one', async () => {
  expect(await house.run('scan', { rebuild: 'yes' })).toMatchObject({
    state: 'failed',
    error: { code: 'INVALID_ARGUMENT' },
  })
})
