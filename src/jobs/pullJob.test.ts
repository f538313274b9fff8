import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import type { PullResult } from './pullJob.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

let home: string
let mock: MockServers
let house: TestHouse

const hfRecords = [
  {
    id: 'acme/tiny-chat',
    tags: ['transformers', 'safetensors', 'llama', 'text-generation', 'license:mit'],
    pipeline_tag: 'text-generation',
    library_name: 'transformers',
    safetensors: { total: 200_000_000 },
  },
]
const civitaiRecords = [
  {
    id: 66,
    name: 'Paper Cut',
    type: 'LORA',
    modelVersions: [
      {
        id: 100,
        name: 'v1',
        baseModel: 'SD 1.5',
        createdAt: '2025-01-01T00:00:00.000Z',
        files: [{ id: 1, name: 'paper.safetensors', sizeKB: 40, type: 'Model', primary: true }],
      },
    ],
  },
]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-pull-'))
  mock = await startMockServers({ hfRecords, civitaiRecords, maxFileSize: 300_000 })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
})
afterEach(async () => {
  await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

async function hashFiles({ path, files }: PullResult) {
  const sha256 = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(path, name)))
      .digest('hex')
  return Promise.all(files.map(async (file) => ({ path: file.path, sha256: await sha256(file.path) })))
}
const resultSchema = z.object({
  slug: z.string(),
  revision: z.string(),
  commit: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number(), sha256: z.string() })),
  unproved: z.array(z.string()),
  unsafe: z.array(
    z.object({
      path: z.string(),
      verdict: z.enum(['safe', 'suspicious', 'dangerous']),
      format: z.string(),
      reasons: z.array(z.string()),
    }),
  ),
  blocked: z.array(z.string()),
  path: z.string(),
  fetchedBytes: z.number(),
  skippedBytes: z.number(),
})
function resultOf(job: { result: Record<string, unknown> | undefined }): PullResult {
  return resultSchema.parse(job.result)
}

it('puts a model of Hugging Face on the shelf, with its files verified and its record in the catalog', async () => {
  const job = await house.run('pull', { model: 'acme/tiny-chat' })
  expect(job).toMatchObject({ state: 'completed', error: undefined })
  const result = resultOf(job)
  const total = result.files.reduce((sum, { size }) => sum + size, 0)
  expect(result).toMatchObject({ slug: 'acme--tiny-chat', revision: 'main', fetchedBytes: total, skippedBytes: 0 })
  expect(result.files.map(({ path }) => path)).toContain('model.safetensors')
  expect(result.unproved).toEqual([])
  expect(await hashFiles(result)).toEqual(result.files.map(({ path, sha256 }) => ({ path, sha256 })))
  expect(job.progress).toMatchObject({ done: total, total, unit: 'bytes' })
  expect(await house.catalog.getEntry('acme/tiny-chat')).toMatchObject({ slug: 'acme--tiny-chat', license: 'mit' })
  expect(await house.library.get('acme--tiny-chat')).toMatchObject({ path: result.path, repoId: 'acme/tiny-chat' })
})

it('fetches nothing again, and leaves the model in its folder', async () => {
  const first = resultOf(await house.run('pull', { model: 'acme/tiny-chat' }))
  const second = resultOf(await house.run('pull', { model: 'acme--tiny-chat', revision: first.commit }))
  expect(second).toMatchObject({ path: first.path, commit: first.commit, fetchedBytes: 0 })
  expect(second.skippedBytes).toBe(first.fetchedBytes)
  expect((await house.library.list()).total).toBe(1)
})

it('pulls only the files that were asked for', async () => {
  const job = await house.run('pull', { model: 'acme/tiny-chat', include: ['*.json'], exclude: ['config.json'] })
  const names = resultOf(job).files.map(({ path }) => path)
  expect(names.filter((name) => !name.endsWith('.json') || name === 'config.json')).toEqual([])
  expect(names).not.toEqual([])
})

it('puts a model of CivitAI on the shelf', async () => {
  const result = resultOf(await house.run('pull', { model: 'civitai-66' }))
  expect(result).toMatchObject({ slug: 'civitai-66', commit: '100', files: [{ path: 'paper.safetensors' }] })
  expect(await hashFiles(result)).toEqual([{ path: 'paper.safetensors', sha256: result.files[0]?.sha256 }])
  expect(await house.catalog.getEntry('civitai-66')).toMatchObject({ name: 'Paper Cut' })
})

it('shelves the model without its record when the source stops answering in between', async () => {
  const job = await house.queue.enqueue('pull', { model: 'acme/tiny-chat' })
  const lines: string[] = []
  const result = await house.handlers['pull']?.({
    job,
    signal: new AbortController().signal,
    progress: () => mock.setFaults([{ kind: '5xx', only: 'api' }]),
    log: async (level, message) => void lines.push(`${level} ${message}`),
  })
  expect(result).toMatchObject({ slug: 'acme--tiny-chat' })
  expect(lines[1]).toMatch(/^warn acme--tiny-chat is shelved without its record: /)
  await expect(house.catalog.getEntry('acme/tiny-chat')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  expect(await house.library.get('acme--tiny-chat')).toMatchObject({ repoId: 'acme/tiny-chat' })
})

it('fails and leaves the library empty when the bytes are wrong', async () => {
  mock.setFaults([{ kind: 'wrong-bytes' }])
  const job = await house.run('pull', { model: 'acme/tiny-chat' })
  expect(job).toMatchObject({ state: 'failed', error: { code: 'VERIFICATION_FAILED' } })
  expect((await house.library.list()).total).toBe(0)
})

it.each([
  [{ model: 'acme/nothing' }, 'MODEL_NOT_FOUND'],
  [{ model: 'acme/tiny-chat', revision: 'no-such-branch' }, 'REVISION_NOT_FOUND'],
  [{ model: 'acme/tiny-chat', revision: '../..' }, 'INVALID_ARGUMENT'],
  [{ model: '../../etc/passwd' }, 'INVALID_ARGUMENT'],
  [{ model: '' }, 'INVALID_ARGUMENT'],
  [{ model: 7 }, 'INVALID_ARGUMENT'],
  [{}, 'INVALID_ARGUMENT'],
])('fails with what is wrong with %j', async (payload, code) => {
  expect(await house.run('pull', payload)).toMatchObject({ state: 'failed', error: { code } })
})

it(
  'is taken over when its process is killed midway, and fetches only what is missing',
  { timeout: 90_000 },
  async () => {
    mock.setFaults([{ kind: 'slow', value: 150_000, only: 'files' }])
    const options = { home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl, leaseMs: 1_500 }
    const { id } = await house.queue.enqueue('pull', { model: 'acme/tiny-chat' })
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('testing/runJobsInProcess.ts', import.meta.url)),
        JSON.stringify({ ...options, workerId: 'dying', concurrency: 1 }),
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const ended = once(child, 'exit')
    try {
      await expect
        .poll(async () => (await house.queue.get(id)).progress?.done ?? 0, { timeout: 40_000 })
        .toBeGreaterThan(100_000)
    } finally {
      child.kill('SIGKILL')
      await ended
    }
    await expect(house.library.get('acme--tiny-chat')).rejects.toSatisfy((error) =>
      isWeighthouseError(error, 'MODEL_NOT_FOUND'),
    )

    mock.setFaults([])
    const survivor = await openTestHouse({ ...options, workerId: 'survivor', concurrency: 1 })
    try {
      await expect.poll(async () => (await house.queue.get(id)).state, { timeout: 40_000 }).toBe('completed')
    } finally {
      await survivor.close()
    }
    const job = await house.queue.get(id)
    const result = resultOf(job)
    const total = result.files.reduce((sum, { size }) => sum + size, 0)
    expect(job.attempts).toBe(2)
    expect(await house.messages(id)).toContain('warn taken over after its process died (try 2)')
    expect(result.fetchedBytes + result.skippedBytes).toBe(total)
    expect(result.fetchedBytes).toBeLessThan(total)
    expect(await hashFiles(result)).toEqual(result.files.map(({ path, sha256 }) => ({ path, sha256 })))
  },
)

it('does not call verified what the source gives no hash for, also when pulled again', async () => {
  const record = {
    id: 77,
    name: 'No Hash',
    type: 'LORA',
    modelVersions: [
      { id: 200, name: 'v1', baseModel: 'SD 1.5', files: [{ id: 2, name: 'plain.safetensors', type: 'Model' }] },
    ],
  }
  const bytes = Buffer.from('a few bytes that nobody vouches for')
  const site = createServer((request, response) => {
    if (request.url?.startsWith('/api/download/')) response.end(bytes)
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(record))
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  await house.close()
  house = await openTestHouse({
    home,
    hfUrl: mock.hfUrl,
    civitaiUrl: `http://127.0.0.1:${(site.address() as AddressInfo).port}`,
  })
  try {
    for (const fetchedBytes of [bytes.length, 0]) {
      const job = await house.run('pull', { model: 'civitai-77' })
      expect(job).toMatchObject({ state: 'completed', error: undefined })
      expect(resultOf(job)).toMatchObject({ unproved: ['plain.safetensors'], fetchedBytes })
    }
  } finally {
    site.close()
  }
})
