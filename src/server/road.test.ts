import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { HubService } from '../gen/weighthouse/v1/hub_pb.ts'
import { JobService } from '../gen/weighthouse/v1/job_pb.ts'
import { WorkerService } from '../gen/weighthouse/v1/worker_pb.ts'
import { type JobRunner, startJobRunner } from '../jobs/runJobs.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let mock: MockServers
let server: TestServer
let runner: JobRunner

const records = [
  {
    id: 'acme/Otter-7B-GGUF',
    author: 'acme',
    downloads: 10,
    likes: 1,
    tags: ['gguf', 'base_model:acme/Otter-7B', 'base_model:quantized:acme/Otter-7B'],
    createdAt: '2025-01-01T00:00:00.000Z',
    lastModified: '2025-01-02T00:00:00.000Z',
    siblings: [{ rfilename: 'README.md' }, { rfilename: 'otter-7b-q4_k_m.gguf' }],
  },
]

beforeAll(async () => {
  mock = await startMockServers({ hfRecords: records, civitaiRecords: [], maxFileSize: 64 * 1024 })
  server = await openTestServer({
    env: {
      WEIGHTHOUSE_OFFLINE: '0',
      WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
      WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
    },
  })
  const { queue, jobHandlers, log } = server.weighthouse
  runner = startJobRunner({ queue, handlers: jobHandlers, workerId: 'test', pollMs: 20, log })
})

afterAll(async () => {
  await runner.stop()
  await server.close()
  await mock.close()
})

interface Plan {
  data: { files: { path: string; state: string }[]; missingBytes: number; job?: { id: string } }
}

async function endOf(id: string) {
  const client = createClient(JobService, createGrpcTransport({ baseUrl: server.grpcUrl }))
  let last
  for await (const job of client.watchJobs({ id })) last = job
  return last
}

test('a model is synced, planned, pulled and found in the library, by the API alone', async () => {
  expect((await server.ask('/api/v1/status')).json).toMatchObject({
    data: {
      offline: false,
      sources: [
        { source: 'huggingface', endpoint: mock.hfUrl, reachable: true, reason: '', hasToken: false },
        { source: 'civitai', endpoint: mock.civitaiUrl, reachable: true, reason: '', hasToken: false },
      ],
    },
  })

  const { data } = (await server.post('/api/v1/sync', {})).json as { data: { job: { id: string } } }
  expect(await endOf(data.job.id)).toMatchObject({ state: 'completed' })
  expect((await server.ask('/api/v1/search?query=otter')).json).toMatchObject({
    data: [{ slug: 'acme--Otter-7B-GGUF', inLibrary: false }],
    meta: { total: 1 },
  })

  const plan = (await server.post('/api/v1/pull', { model: 'acme/Otter-7B-GGUF', include: ['*.gguf'], dryRun: true }))
    .json as Plan
  expect(plan.data.files).toMatchObject([{ path: 'otter-7b-q4_k_m.gguf', state: 'missing', haveBytes: 0 }])
  expect(plan.data.missingBytes).toBeGreaterThan(0)
  expect(plan.data.job).toBeUndefined()

  const pull = (await server.post('/api/v1/pull', { model: 'acme/Otter-7B-GGUF', include: ['*.gguf'] })).json as Plan
  expect(await endOf(pull.data.job?.id ?? '')).toMatchObject({ state: 'completed' })

  expect((await server.ask('/api/v1/search?query=otter')).json).toMatchObject({ data: [{ inLibrary: true }] })
  expect((await server.ask('/api/v1/library/acme--Otter-7B-GGUF')).json).toMatchObject({
    data: {
      slug: 'acme--Otter-7B-GGUF',
      repoId: 'acme/Otter-7B-GGUF',
      fileCount: 1,
      files: [
        { path: 'otter-7b-q4_k_m.gguf', size: plan.data.missingBytes, safety: { verdict: 'safe', format: 'gguf' } },
      ],
      verdict: 'safe',
      metadata: { slug: 'acme--Otter-7B-GGUF', schema_version: 1 },
      links: [],
    },
  })
  expect((await server.ask('/api/v1/library?query=otter')).json).toMatchObject({
    data: [{ slug: 'acme--Otter-7B-GGUF', verdict: 'safe' }],
    meta: { total: 1, nextCursor: null, totalBytes: plan.data.missingBytes },
  })
})

test('a model is asked for again at its source, and one that the catalog lacks is learned', async () => {
  expect(await server.ask('/api/v1/models/acme%2FOtter-7B-GGUF?refresh=true')).toMatchObject({
    status: 200,
    json: {
      data: {
        entry: { slug: 'acme--Otter-7B-GGUF' },
        parents: [{ id: 'acme/Otter-7B', relation: 'quantized' }],
        files: [{ path: 'README.md' }, { path: 'otter-7b-q4_k_m.gguf', safety: { verdict: 'safe', imports: [] } }],
      },
    },
  })
  expect(await server.ask('/api/v1/models/acme--Nothing?refresh=true')).toMatchObject({
    status: 404,
    json: { error: { code: 'MODEL_NOT_FOUND' } },
  })
})

test('a repo is registered, synced, read and listed, over REST and gRPC', async () => {
  const registered = await server.post('/v1/hub/register', { vendor: 'acme', name: 'Otter-7B-GGUF' })
  expect(registered).toMatchObject({ status: 200, json: { data: { slug: 'acme--Otter-7B-GGUF', vendor: 'acme' } } })

  const transport = createGrpcTransport({ baseUrl: server.grpcUrl })
  const synced = await createClient(WorkerService, transport).syncMetadata({ model: 'acme/Otter-7B-GGUF' })
  expect([synced.status, synced.artifacts.map(({ filePath, fileType }) => [filePath, fileType])]).toStrictEqual([
    'synced',
    [
      ['README.md', 'other'],
      ['otter-7b-q4_k_m.gguf', 'model'],
    ],
  ])

  expect((await server.ask('/api/v1/hub/models/acme%2FOtter-7B-GGUF')).json).toMatchObject({
    data: {
      status: 'synced',
      artifacts: [{ downloadStatus: 'pending' }, { downloadStatus: 'completed', safety: { format: 'gguf' } }],
    },
  })
  const { repos, total } = await createClient(HubService, transport).listRepos({})
  expect([repos.map(({ slug }) => slug), total]).toStrictEqual([['acme--Otter-7B-GGUF'], 1n])
})

test('a download of the worker service tells its progress to the end', async () => {
  const client = createClient(WorkerService, createGrpcTransport({ baseUrl: server.grpcUrl }))
  const states: (string | undefined)[] = []
  for await (const { job } of client.downloadArtifact({ model: 'acme/Otter-7B-GGUF' })) states.push(job?.state)

  expect([states[0], states.at(-1)]).toStrictEqual(['pending', 'completed'])
})

test('an application is added, its links are planned and made, and it is forgotten', async () => {
  const path = join(server.home, 'ComfyUI')
  await mkdir(join(path, 'models', 'checkpoints'), { recursive: true })
  for (const file of ['main.py', 'folder_paths.py']) await writeFile(join(path, file), '')

  const installation = {
    id: 'comfyui',
    app: 'comfyui',
    version: 'unknown',
    path,
    modelsPath: join(path, 'models'),
    linkCount: 0,
    addedAt: expect.any(Number),
    name: 'ComfyUI',
    url: '',
    variant: 'default',
    linkSupport: { symlink: true, hardlink: true, online: true },
  }
  expect((await server.post('/api/v1/apps', { app: 'comfyui', path })).json).toStrictEqual({
    data: installation,
    meta: {},
  })
  expect((await server.ask('/api/v1/apps')).json).toStrictEqual({ data: [installation], meta: { total: 1 } })

  const plan = (await server.post('/api/v1/map', { dryRun: true })).json
  expect(plan).toMatchObject({ data: [{ appId: 'comfyui', applied: false, removed: 0, conflicts: 0 }], meta: {} })
  expect((await server.post('/api/v1/map', { app: ['comfyui'] })).json).toMatchObject({ data: [{ applied: true }] })
  expect((await server.post('/api/v1/unmap', {})).json).toMatchObject({ data: [{ applied: true, created: 0 }] })
  expect(await server.post('/api/v1/map', { app: ['nobody'] })).toMatchObject({
    status: 404,
    json: { error: { code: 'APP_NOT_FOUND' } },
  })
  expect((await server.ask('/api/v1/apps/comfyui', { method: 'DELETE' })).json).toMatchObject({
    data: { appId: 'comfyui', applied: true },
  })
  expect((await server.ask('/api/v1/apps')).json).toStrictEqual({ data: [], meta: { total: 0 } })
})

test('manifests are built where they are asked for', async () => {
  const out = join(server.home, 'manifests')
  const { json } = await server.post('/api/v1/manifests/build', { out })

  expect(json).toMatchObject({
    data: {
      out,
      files: expect.arrayContaining([
        {
          name: 'huggingface-models.json',
          models: 1,
          bytes: expect.any(Number),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          changed: true,
        },
      ]),
    },
  })
  const published = JSON.parse(await readFile(join(out, 'huggingface-models.json'), 'utf8')) as { models: object }
  expect(Object.keys(published.models)).toStrictEqual(['acme/Otter-7B-GGUF'])
})

test('without a network the sample fills the catalog, and goes away again', async () => {
  const offline = await openTestServer()
  const { queue, jobHandlers, log, sources } = offline.weighthouse
  const worker = startJobRunner({ queue, handlers: jobHandlers, workerId: 'offline', pollMs: 20, log })
  expect(await sources.get('huggingface')?.probe()).toMatchObject({ reachable: false })

  const on = (await offline.post('/api/v1/sample', { enabled: true })).json
  expect(on).toMatchObject({
    data: {
      sample: true,
      sources: [
        { source: 'huggingface', reachable: true },
        { source: 'civitai', reachable: true },
      ],
    },
  })
  const { jobs } = await queue.list({ types: ['sync'] })
  await vi.waitUntil(async () => (await queue.get(jobs[0]?.id ?? '')).state === 'completed', { timeout: 20_000 })
  expect((await offline.ask('/api/v1/statistics')).json).not.toMatchObject({ data: { total: 0 } })

  const off = (await offline.post('/api/v1/sample', { enabled: false })).json
  expect(off).toMatchObject({
    data: { sample: false, models: 0, sources: [{ reachable: false }, { reachable: false }] },
  })
  await worker.stop()
  await offline.close()
})
