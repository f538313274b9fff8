import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type Fault, type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { describeEngines, type TestDatabase } from '../../test/support/engines.ts'
import type { Database } from '../database/database.ts'
import { createFileFollower, type FileFollower } from '../downloads/hashing/createFileFollower.ts'
import { createHttpClient } from '../foundation/http/createHttpClient.ts'
import type { HttpClient } from '../foundation/http/httpClient.ts'
import { silentLog } from '../foundation/log.ts'
import { parseModelReference } from '../ids/modelReference.ts'
import type { SourceName } from '../ids/slug.ts'
import { createCivitaiSource } from '../sources/civitai/createCivitaiSource.ts'
import { createHuggingFaceSource } from '../sources/huggingface/createHuggingFaceSource.ts'
import type { Source } from '../sources/source.ts'
import type { BlobStore } from '../store/blobStore.ts'
import { createLocalBlobStore } from '../store/createLocalBlobStore.ts'
import { createHub } from './createHub.ts'
import { createMirrors } from './createMirrors.ts'
import type { Hub } from './hub.ts'
import type { HubParts } from './hubParts.ts'
import type { PulledModel, PullProgress } from './pullPlan.ts'

const now = 1_790_000_000_000
const paths = ['.gitattributes', 'README.md', 'config.json', 'model.safetensors', 'onnx/model.onnx', 'vocab.json']
const records = [
  { id: 'tiny/llama', tags: ['safetensors'], siblings: names(paths) },
  { id: 'tiny/twin', tags: ['safetensors'], siblings: names(['config.json']) },
  { id: 'evil/climber', tags: [], siblings: names(['config.json', '../../.bashrc']) },
  { id: 'evil/case', tags: [], siblings: names(['README.md', 'readme.md']) },
  { id: 'evil/folder', tags: [], siblings: names(['a', 'a/b.txt']) },
  { id: 'locked/model', tags: [], gated: 'manual', siblings: names(['model.safetensors']) },
  { id: 'tiny/empty', tags: [], siblings: [] },
]
const civitaiRecord = {
  id: 42,
  name: 'Ink',
  type: 'LORA',
  creator: { username: 'painter' },
  modelVersions: [
    { id: 420, name: 'v2', files: [{ id: 1, name: 'ink.safetensors', sizeKB: 30, type: 'Model', primary: true }] },
    { id: 410, name: 'v1', files: [{ id: 2, name: 'ink.safetensors', sizeKB: 20, type: 'Model', primary: true }] },
  ],
}

let directory: string
let mock: MockServers
let opened: TestDatabase
let database: Database
let store: BlobStore
let http: HttpClient
let follower: FileFollower
let hub: Hub
let closeMock: () => Promise<void>

describeEngines('the hub', (open) => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'weighthouse-hub-'))
    mock = await startMockServers({
      hfRecords: records,
      civitaiRecords: [civitaiRecord],
      maxFileSize: 200_000,
      civitaiMaxFileSize: 50_000,
    })
    let closing: Promise<void> | undefined
    closeMock = () => (closing ??= mock.close())
    opened = await open()
    database = opened.database
    store = await createLocalBlobStore({ directory: join(directory, 'store') })
    follower = createFileFollower()
    http = createHttpClient({
      timeoutMs: 5000,
      userAgent: 'weighthouse/test',
      log: silentLog,
      wait: noWait,
    })
    hub = hubWith({ token: 'hf_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' })
  })

  afterEach(async () => {
    await http.close()
    await follower.close()
    await opened.remove()
    await closeMock()
    await rm(directory, { recursive: true })
  })

  describe('planPull', () => {
    it('lists every file with what the source says of it, and writes nothing', async () => {
      const plan = await planPull('tiny/llama')
      expect(plan).toMatchObject({ slug: 'tiny--llama', source: 'huggingface', id: 'tiny/llama', revision: 'main' })
      expect(plan.commit).toMatch(/^[0-9a-f]{40}$/)
      expect(plan.files.map(({ path }) => path).toSorted()).toEqual(paths.toSorted())
      for (const file of plan.files) expect(file).toMatchObject({ state: 'missing', haveBytes: 0 })
      expect(plan.files.find(({ path }) => path === 'model.safetensors')).toMatchObject({
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        gitSha1: undefined,
        url: `${mock.hfUrl}/tiny/llama/resolve/${plan.commit}/model.safetensors`,
      })
      expect(plan.missingBytes).toBe(plan.totalBytes)
      expect(plan.freeBytes).toBeGreaterThan(plan.totalBytes)
      expect(plan.offline).toBe(false)
      expect((await hub.listRepos()).total).toBe(0)
    })

    it('leaves out what the patterns leave out', async () => {
      const plan = await hub.planPull(parseModelReference('tiny/llama'), {
        include: ['*.json', 'onnx/'],
        exclude: ['vocab*'],
      })
      expect(plan.files.map(({ path }) => path)).toEqual(['config.json', 'onnx/model.onnx'])
      expect(plan.leftOut.map(({ path }) => path)).toEqual([
        '.gitattributes',
        'README.md',
        'model.safetensors',
        'vocab.json',
      ])
    })

    it('says which files there are when the patterns leave none', async () => {
      await expect(hub.planPull(parseModelReference('tiny/llama'), { include: ['*.gguf'] })).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
        message: 'No file of tiny--llama matches the patterns.',
        hint: expect.stringContaining('config.json, model.safetensors, onnx/model.onnx'),
      })
      await expect(planPull('tiny/empty')).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
        message: 'tiny--empty has no files.',
      })
    })

    it('brings files from a mirror where the source fails, without the token', async () => {
      const mirror = await startMockServers({ hfRecords: records, civitaiRecords: [], maxFileSize: 200_000 })
      try {
        hub = hubWith({
          token: 'hf_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
          mirrorsOf: createMirrors(mock.hfUrl, ['http://127.0.0.1:9', mirror.hfUrl]),
        })
        const plan = await planPull('tiny/llama')
        mock.setFaults([{ kind: '5xx', only: 'files' }])
        const pulled = await hub.pull(plan)
        expect(pulled.files.map(({ path }) => path).toSorted()).toEqual(paths.toSorted())
        for (const file of plan.files.filter((each) => each.sha256)) {
          expect(fileOf(pulled, file.path).sha256).toBe(file.sha256)
        }
        expect(mirror.requests().length).toBeGreaterThan(0)
        for (const { hadAuthorization } of mirror.requests()) expect(hadAuthorization).toBe(false)
      } finally {
        await mirror.close()
      }
    })

    it.each([
      ['evil/climber', '../../.bashrc'],
      ['evil/case', 'readme.md'],
      ['evil/folder', 'a'],
    ])('refuses all of %s because of the one name %j, unless it is left out', async (id, path) => {
      await expect(planPull(id)).rejects.toMatchObject({ code: 'UNSAFE_PATH', details: { path } })
      const plan = await hub.planPull(parseModelReference(id), { exclude: [path] })
      expect(plan.files).toHaveLength(1)
    })

    it('refuses a model that has no room before anything is fetched', async () => {
      const plan = await planPull('tiny/llama')
      await expect(hub.pull({ ...plan, missingBytes: 1e18 })).rejects.toMatchObject({
        code: 'DISK_FULL',
        message: expect.stringContaining('tiny--llama needs 1000000000.00 GB more'),
        details: expect.objectContaining({ missingBytes: 1e18 }),
      })
      expect(mock.requests().filter(({ path }) => path.includes('/resolve/'))).toEqual([])
    })

    it('says that a model is unknown, a revision is, a source cannot be pulled from', async () => {
      await expect(planPull('tiny/none')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
      await expect(planPull('tiny/llama@v9')).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' })
      await expect(planPull('docker:library/nginx')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    })
  })

  describe('pull', () => {
    it('brings all files into the store, verified, and records them', async () => {
      const progress: PullProgress[] = []
      const pulled = await pull('tiny/llama', (report) => progress.push(report))
      const bytes = pulled.files.reduce((sum, file) => sum + file.size, 0)
      expect(pulled).toMatchObject({ slug: 'tiny--llama', fetchedBytes: bytes, skippedBytes: 0 })
      for (const file of pulled.files) {
        const content = await buffer(store.read(file.sha256))
        expect([sha256(content), content.length]).toEqual([file.sha256, file.size])
      }
      expect(progress.at(-1)).toEqual({
        doneBytes: bytes,
        totalBytes: bytes,
        fetchedBytes: bytes,
        doneFiles: 6,
        totalFiles: 6,
        file: expect.any(String),
      })

      const repo = await hub.getRepo('tiny--llama')
      expect(repo).toMatchObject({
        repoId: 'tiny/llama',
        vendor: 'tiny',
        name: 'llama',
        status: 'synced',
        revision: 'main',
        commit: pulled.commit,
        createdAt: now,
      })
      expect(repo.artifacts?.find(({ filePath }) => filePath === 'model.safetensors')).toEqual({
        id: expect.any(String),
        filePath: 'model.safetensors',
        fileType: 'model',
        sizeBytes: fileOf(pulled, 'model.safetensors').size,
        contentHash: fileOf(pulled, 'model.safetensors').sha256,
        downloadStatus: 'completed',
        localPath: store.localPath(fileOf(pulled, 'model.safetensors').sha256),
        lastVerifiedAt: now,
      })
    })

    it('fetches nothing the second time, plain git files included', async () => {
      const first = await pull('tiny/llama')
      mock.clearRequests()
      const plan = await planPull('tiny/llama')
      expect(plan.files.map(({ state }) => state)).toEqual(paths.map(() => 'stored'))
      expect(plan.missingBytes).toBe(0)
      const second = await hub.pull(plan)
      expect(second).toEqual({ ...first, fetchedBytes: 0, skippedBytes: first.fetchedBytes })
      expect(mock.requests().filter(({ path }) => path.includes('/resolve/'))).toEqual([])
    })

    it('sends the token to the hub and never to its CDN', async () => {
      await pull('locked/model')
      const asked = mock.requests()
      expect(asked.filter(({ origin }) => origin === 'huggingface').every((one) => one.hadAuthorization)).toBe(true)
      const cdn = asked.filter(({ origin }) => origin === 'huggingface-cdn')
      expect(cdn.length).toBeGreaterThan(0)
      expect(cdn.some((one) => one.hadAuthorization)).toBe(false)
    })

    it('says that a gated model needs a token', async () => {
      hub = hubWith({ token: undefined })
      await expect(pull('locked/model')).rejects.toMatchObject({ code: 'GATED' })
    })

    it.each<Fault>([
      { kind: 'drop', value: 60_000, only: 'files' },
      { kind: '429', share: 0.4, only: 'files' },
      { kind: '5xx', share: 0.4, only: 'files' },
      { kind: 'no-range' },
      { kind: 'gzip' },
    ])('ends with the right bytes in spite of %j', async (fault) => {
      mock.setFaults([fault])
      const pulled = await pull('tiny/llama')
      expect(pulled.files).toHaveLength(6)
      for (const file of pulled.files) expect(sha256(await buffer(store.read(file.sha256)))).toBe(file.sha256)
    })

    it.each<Fault>([{ kind: 'wrong-bytes' }, { kind: 'truncate' }, { kind: 'html' }])(
      'refuses what comes with %j, names the file and stores nothing',
      async (fault) => {
        mock.setFaults([fault])
        await expect(pull('tiny/llama')).rejects.toMatchObject({
          code: 'VERIFICATION_FAILED',
          details: expect.objectContaining({ file: expect.any(String) }),
        })
        expect(await Array.fromAsync(store.list())).toEqual([])
        const { artifacts } = await hub.getRepo('tiny--llama')
        expect(new Set(artifacts?.map(({ downloadStatus }) => downloadStatus))).toEqual(new Set(['failed']))
      },
    )

    it('brings the other files when one fails, throws for that one, and fetches only it the next time', async () => {
      const plan = await planPull('tiny/llama')
      const broken = plan.files.map((file) =>
        file.path === 'model.safetensors' ? { ...file, sha256: '0'.repeat(64) } : file,
      )
      await expect(hub.pull({ ...plan, files: broken })).rejects.toMatchObject({
        code: 'VERIFICATION_FAILED',
        details: expect.objectContaining({ file: 'model.safetensors', expectedSha256: '0'.repeat(64) }),
      })
      const statuses = new Map(
        (await hub.getRepo('tiny--llama')).artifacts?.map((file) => [file.filePath, file.downloadStatus]),
      )
      expect(statuses.get('model.safetensors')).toBe('failed')
      expect(statuses.get('onnx/model.onnx')).toBe('completed')

      const again = await pull('tiny/llama')
      expect(again.fetchedBytes).toBe(fileOf(again, 'model.safetensors').size)
    })

    it('stops when it is cancelled and leaves the files pending', async () => {
      mock.setFaults([{ kind: 'slow', value: 100_000, only: 'files' }])
      const cancel = new AbortController()
      const plan = await planPull('tiny/llama')
      const onProgress = () => cancel.abort()
      await expect(hub.pull(plan, { signal: cancel.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' })
      const { artifacts } = await hub.getRepo('tiny--llama')
      expect(artifacts?.filter(({ downloadStatus }) => downloadStatus === 'downloading')).toEqual([])
      mock.setFaults([])
      expect((await pull('tiny/llama')).files).toHaveLength(6)
    })

    it('fetches the same bytes of two files once', async () => {
      const plan = await planPull('tiny/llama')
      const model = plan.files.find(({ path }) => path === 'model.safetensors')!
      const pulled = await hub.pull({ ...plan, files: [model, { ...model, path: 'copy/model.safetensors' }] })
      const { size, sha256 } = model
      expect(pulled).toMatchObject({
        files: [
          { path: 'model.safetensors', size, sha256 },
          { path: 'copy/model.safetensors', size, sha256 },
        ],
        fetchedBytes: size,
        skippedBytes: size,
      })
    })

    it('pulls the newest version of a CivitAI model, or the one that is asked for', async () => {
      const newest = await pull('civitai-42')
      expect(newest).toMatchObject({ slug: 'civitai-42', revision: '420', commit: '420' })
      expect(newest.files.map(({ path }) => path)).toEqual(['ink.safetensors'])
      expect(await pull('civitai-42@410')).toMatchObject({ revision: '410', commit: '410' })
      expect(await hub.getRepo('civitai-42')).toMatchObject({ status: 'synced', revision: '420' })
      const storage = mock.requests().filter(({ origin }) => origin === 'civitai-storage')
      expect(storage.length).toBeGreaterThan(0)
      expect(storage.some((one) => one.hadAuthorization)).toBe(false)
    })

    it('works without its source when everything is here, and says so', async () => {
      const online = await pull('tiny/llama')
      await closeMock()
      const plan = await planPull('tiny/llama')
      expect(plan).toMatchObject({ offline: true, revision: 'main', commit: online.commit, missingBytes: 0 })
      const offline = await hub.pull(plan)
      expect(new Set(offline.files)).toEqual(new Set(online.files))
      expect(offline).toMatchObject({ fetchedBytes: 0, skippedBytes: online.fetchedBytes })
      expect(await planPull(`tiny/llama@${online.commit}`)).toMatchObject({ offline: true })
    })

    it('says what is missing when its source is away and not everything is here', async () => {
      await hub.pull(await hub.planPull(parseModelReference('tiny/llama'), { exclude: ['*.onnx', '*.json'] }))
      await closeMock()
      await expect(planPull('tiny/llama')).rejects.toMatchObject({
        code: 'SOURCE_UNREACHABLE',
        hint: expect.stringContaining('3 files of tiny--llama are not here: config.json, onnx/model.onnx, vocab.json.'),
      })
      await expect(
        hub.planPull(parseModelReference('tiny/llama'), { include: ['model.safetensors'] }),
      ).resolves.toMatchObject({ offline: true })
      await expect(planPull('tiny/twin')).rejects.toMatchObject({
        code: 'SOURCE_UNREACHABLE',
        hint: expect.stringContaining('tiny--twin was never synced at this revision'),
      })
      await expect(planPull('tiny/llama@v2')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    })
  })

  describe('repos', () => {
    it('registers a model once, without asking its source', async () => {
      const repo = await hub.registerRepo(parseModelReference('tiny/llama'))
      expect(repo).toEqual({
        id: expect.any(String),
        slug: 'tiny--llama',
        source: 'huggingface',
        repoId: 'tiny/llama',
        vendor: 'tiny',
        name: 'llama',
        status: 'registered',
        error: undefined,
        revision: undefined,
        commit: undefined,
        createdAt: now,
        updatedAt: now,
        artifacts: [],
      })
      expect(await hub.registerRepo(parseModelReference('tiny/llama'))).toEqual(repo)
      expect(mock.requests()).toEqual([])
    })

    it('reads the file list of a model', async () => {
      const repo = await hub.syncRepo(parseModelReference('tiny/llama'))
      expect(repo.status).toBe('synced')
      expect(
        repo.artifacts?.map(({ filePath, fileType, downloadStatus }) => [filePath, fileType, downloadStatus]),
      ).toEqual([
        ['.gitattributes', 'other', 'pending'],
        ['README.md', 'other', 'pending'],
        ['config.json', 'config', 'pending'],
        ['model.safetensors', 'model', 'pending'],
        ['onnx/model.onnx', 'model', 'pending'],
        ['vocab.json', 'tokenizer', 'pending'],
      ])
      expect((await hub.syncRepo(parseModelReference('tiny/llama'))).artifacts).toEqual(repo.artifacts)
    })

    it('keeps why a sync failed, and forgets it after one that works', async () => {
      await hub.registerRepo(parseModelReference('tiny/llama'))
      mock.setFaults([{ kind: '5xx' }])
      await expect(hub.syncRepo(parseModelReference('tiny/llama'))).rejects.toMatchObject({ code: 'SOURCE_ERROR' })
      expect(await hub.getRepo('tiny--llama')).toMatchObject({ status: 'error', error: expect.stringContaining('503') })
      mock.setFaults([])
      expect(await hub.syncRepo(parseModelReference('tiny/llama'))).toMatchObject({
        status: 'synced',
        error: undefined,
      })
    })

    it('follows no model that its source does not know', async () => {
      await expect(hub.syncRepo(parseModelReference('tiny/none'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
      await expect(hub.getRepo('tiny--none')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    })

    it('lists followed models page by page', async () => {
      for (const name of ['c', 'a', 'e', 'b', 'd']) await hub.registerRepo(parseModelReference(`tiny/${name}`))
      const first = await hub.listRepos({ limit: 2 })
      expect(first).toMatchObject({ total: 5, nextCursor: expect.any(String) })
      const second = await hub.listRepos({ limit: 2, cursor: first.nextCursor })
      const third = await hub.listRepos({ limit: 2, cursor: second.nextCursor })
      expect([first, second, third].map(({ repos }) => repos.map(({ name }) => name))).toEqual([
        ['a', 'b'],
        ['c', 'd'],
        ['e'],
      ])
      expect(third.nextCursor).toBeUndefined()
      await expect(hub.listRepos({ cursor: '*' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    })
  })
})

function hubWith({ token, mirrorsOf }: { token: string | undefined } & Pick<HubParts, 'mirrorsOf'>): Hub {
  const huggingFace = createHuggingFaceSource({ http, endpoint: () => mock.hfUrl, token })
  const civitai = createCivitaiSource({ http, endpoint: () => mock.civitaiUrl, token: 'civitai-secret' })
  const sources = new Map<SourceName, Source>([
    ['huggingface', huggingFace],
    ['civitai', civitai],
  ])
  return createHub({
    database,
    store,
    sources,
    http,
    clock: () => now,
    follower,
    mirrorsOf,
    downloadConcurrency: 3,
    wait: noWait,
  })
}

function planPull(model: string) {
  return hub.planPull(parseModelReference(model))
}

async function pull(model: string, onProgress?: (progress: PullProgress) => void): Promise<PulledModel> {
  return hub.pull(await planPull(model), { onProgress })
}

function fileOf(pulled: PulledModel, path: string) {
  return pulled.files.find((file) => file.path === path)!
}

function names(paths: string[]) {
  return paths.map((rfilename) => ({ rfilename }))
}

async function noWait(_ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
