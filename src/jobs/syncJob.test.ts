import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

let home: string
let mock: MockServers
let house: TestHouse

const hfRecords = Array.from({ length: 25 }, (_, i) => ({
  id: `org/model-${i}`,
  downloads: i * 10,
  tags: ['transformers'],
  createdAt: new Date(Date.UTC(2025, 0, i + 1)).toISOString(),
}))
const civitaiRecords = Array.from({ length: 4 }, (_, i) => ({
  id: i + 1,
  name: `Lora ${i}`,
  type: 'LORA',
  stats: { downloadCount: i },
  modelVersions: [{ id: i + 100, name: 'v1', baseModel: 'SD 1.5', createdAt: '2025-01-01T00:00:00.000Z', files: [] }],
}))

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-sync-'))
  mock = await startMockServers({ hfRecords, civitaiRecords })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
})
afterEach(async () => {
  await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

const none = { added: 0, changed: 0, removed: 0, unchanged: 0, rejected: 0 }

it('reads every source and says per source and in all what it did; twice changes nothing', async () => {
  const sources = ['huggingface', 'civitai']
  const first = await house.run('sync', { sources })
  expect(first).toMatchObject({ state: 'completed', error: undefined })
  expect(first.result).toEqual({
    sources: { huggingface: { ...none, added: 25 }, civitai: { ...none, added: 4 } },
    total: { ...none, added: 29 },
  })
  expect(first.progress).toMatchObject({ done: 29, unit: 'models' })
  expect(await house.messages(first.id)).toEqual([
    'info huggingface: 25 added, 0 changed, 0 removed, 0 unchanged',
    'info civitai: 4 added, 0 changed, 0 removed, 0 unchanged',
    'info snapshot of today: 29 models; 1 day with a snapshot',
  ])
  expect((await house.catalog.getStatistics()).total).toBe(29)

  const second = await house.run('sync', { sources: [...sources, 'civitai'] })
  expect(second.result).toEqual({
    sources: { huggingface: { ...none, unchanged: 25 }, civitai: { ...none, unchanged: 4 } },
    total: { ...none, unchanged: 29 },
  })
})

it('reads only the most downloaded when asked for the first ones', async () => {
  const job = await house.run('sync', { sources: ['huggingface'], first: 3 })
  expect(job.result).toEqual({ sources: { huggingface: { ...none, added: 3 } }, total: { ...none, added: 3 } })
  const { entries } = await house.catalog.search({ sort: 'downloads' })
  expect(entries.map(({ id }) => id)).toEqual(['org/model-24', 'org/model-23', 'org/model-22'])
})

it('reads the most downloaded first and then the rest, and counts every model once', async () => {
  const job = await house.run('sync', { sources: ['huggingface', 'civitai'], first: 2, thenRest: true })
  expect(job.result).toEqual({
    sources: { huggingface: { ...none, added: 25 }, civitai: { ...none, added: 4 } },
    total: { ...none, added: 29 },
  })
  expect(await house.messages(job.id)).toEqual([
    'info huggingface: 2 added, 0 changed, 0 removed, 0 unchanged',
    'info civitai: 2 added, 0 changed, 0 removed, 0 unchanged',
    'info huggingface: 23 added, 0 changed, 0 removed, 2 unchanged',
    'info civitai: 2 added, 0 changed, 0 removed, 2 unchanged',
    'info snapshot of today: 29 models; 1 day with a snapshot',
  ])
})

it('does not start with the most downloaded again when a source was read before', async () => {
  await house.run('sync', { sources: ['huggingface'], first: 2 })
  mock.clearRequests()
  const job = await house.run('sync', { sources: ['huggingface'], first: 2, thenRest: true })
  expect(job.result?.['total']).toEqual({ ...none, added: 23, unchanged: 2 })
  expect(await house.messages(job.id)).toEqual([
    'info huggingface: 23 added, 0 changed, 0 removed, 2 unchanged',
    'info snapshot of today: 25 models; 1 day with a snapshot',
  ])
})

it('reads the other sources when one does not answer, and fails at the end with its error', async () => {
  await house.close()
  house = await openTestHouse({ home, hfUrl: 'http://127.0.0.1:1', civitaiUrl: mock.civitaiUrl })
  const job = await house.run('sync', { sources: ['huggingface', 'civitai'], first: 2, thenRest: true })
  expect(job).toMatchObject({ state: 'failed', error: { code: 'SOURCE_UNREACHABLE' } })
  expect(await house.messages(job.id)).toEqual([
    `error huggingface: ${job.error?.message}`,
    'info civitai: 2 added, 0 changed, 0 removed, 0 unchanged',
    'info civitai: 2 added, 0 changed, 0 removed, 2 unchanged',
    'info snapshot of today: 4 models; 1 day with a snapshot',
  ])
  expect((await house.catalog.getStatistics()).total).toBe(4)
})

/** The house with other records at the sources, as on another day. */
async function withRecords(records: readonly unknown[]): Promise<void> {
  await house.close()
  await mock.close()
  mock = await startMockServers({ hfRecords: records, civitaiRecords })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
}

it('reads only what changed when asked for a delta, and removes nothing', async () => {
  await house.run('sync', { sources: ['huggingface'] })
  const changed = { ...hfRecords[3], tags: ['transformers', 'moe'], lastModified: new Date().toISOString() }
  await withRecords([changed, ...hfRecords.slice(10)])
  const job = await house.run('sync', { sources: ['huggingface'], delta: true })
  expect(job.result?.['total']).toMatchObject({ added: 0, changed: 1, removed: 0 })
  expect((await house.catalog.search({ tag: ['moe'] })).entries.map(({ id }) => id)).toEqual(['org/model-3'])
  expect((await house.catalog.getStatistics()).total).toBe(25)
})

it('does not believe a listing that lost most of its models, unless it is forced to', async () => {
  const many = Array.from({ length: 150 }, (_, i) => ({ ...hfRecords[0], id: `org/many-${i}` }))
  await withRecords(many)
  await house.run('sync', { sources: ['huggingface'] })
  await withRecords(many.slice(0, 50))
  expect(await house.run('sync', { sources: ['huggingface'] })).toMatchObject({
    state: 'failed',
    error: { code: 'SOURCE_DRIFT' },
  })
  expect((await house.catalog.getStatistics()).total).toBe(150)
  const forced = await house.run('sync', { sources: ['huggingface'], force: true })
  expect(forced.result?.['total']).toEqual({ ...none, removed: 100, unchanged: 50 })
})

it('gives quantized models the weights of their base, also when that comes later', async () => {
  const base = { ...hfRecords[0], id: 'org/base', safetensors: { total: 7_000_000_000 } }
  const packed = {
    ...hfRecords[1],
    id: 'org/base-AWQ',
    tags: ['awq', 'base_model:org/base', 'base_model:quantized:org/base'],
    safetensors: { total: 1_200_000_000 },
  }
  await withRecords([packed])
  await house.run('sync', { sources: ['huggingface'] })
  await withRecords([packed, base])
  const job = await house.run('sync', { sources: ['huggingface'] })
  expect(await house.messages(job.id)).toContain('info 1 quantized models have the number of weights of their base')
  expect((await house.catalog.getEntry('org/base-AWQ')).parameters).toBe(7_000_000_000)
  const { total } = await house.catalog.search({ ranges: { parameters: { from: 6e9, to: 9e9 } } })
  expect(total).toBe(2)
})

it('ends when it is cancelled, and goes on where it was when it is retried', async () => {
  mock.setFaults([{ kind: 'slow', value: 100, only: 'api' }])
  const job = await house.queue.enqueue('sync', { sources: ['huggingface'] }, { claimFor: 'test' })
  const running = house.runner.runOne(job)
  await expect.poll(() => mock.requests().length, { timeout: 20_000 }).toBeGreaterThan(0)
  await house.queue.cancel(job.id)
  expect(await running).toMatchObject({ state: 'cancelled', result: undefined })

  mock.setFaults([])
  await house.queue.retry(job.id)
  const again = await house.queue.claim('test', ['sync'])
  expect(again && (await house.runner.runOne(again)).result?.['total']).toEqual({ ...none, added: 25 })
})

it.each([{}, { sources: [] }, { sources: ['npm'] }, { sources: ['civitai'], first: -1 }, { sources: 'civitai' }])(
  'refuses the payload %j',
  async (payload) => {
    expect(await house.run('sync', payload)).toMatchObject({ state: 'failed', error: { code: 'INVALID_ARGUMENT' } })
  },
)

it('says which sources can be synced when asked for another', async () => {
  expect((await house.run('sync', { sources: ['docker'] })).error).toEqual({
    code: 'UNSUPPORTED',
    message: 'Syncing docker is not supported.',
    hint: 'Sources that can be synced: huggingface, civitai.',
  })
})
