import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/openDatabase.ts'
import { createFileFollower } from '../downloads/hashing/createFileFollower.ts'
import { type FileServer, type Misbehaviour, startFileServer } from '../downloads/testing/startFileServer.ts'
import { createHttpClient } from '../foundation/http/createHttpClient.ts'
import { silentLog } from '../foundation/log.ts'
import { createHuggingFaceSource } from '../sources/huggingface/createHuggingFaceSource.ts'
import { createLocalBlobStore } from '../store/createLocalBlobStore.ts'
import type { HubParts } from './hubParts.ts'
import { pullModel } from './pullModel.ts'
import type { PlannedFile, PullPlan } from './pullPlan.ts'
import { smallBytes } from './pullSmallFiles.ts'

const contents = Array.from({ length: 60 }, (_, index) => Buffer.from(`{"file":${index}}`.repeat(index + 1)))
const large = Buffer.alloc(smallBytes + 1, 'large ')

let folder: string
let parts: HubParts
let database: Database
let server: FileServer
let misbehave: (path: string) => Misbehaviour | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-small-'))
  database = await openDatabase(join(folder, 'weighthouse.db'))
  const files = Object.fromEntries([...contents, large].map((bytes, index) => [`f${index}.json`, bytes]))
  misbehave = () => undefined
  server = await startFileServer(files, ({ url }) => misbehave(url ?? ''))
  const http = createHttpClient({
    timeoutMs: 5000,
    userAgent: 'weighthouse/test',
    log: silentLog,
    wait: async () => {},
  })
  parts = {
    database,
    store: await createLocalBlobStore({ directory: join(folder, 'store') }),
    sources: new Map([['huggingface', createHuggingFaceSource({ http, endpoint: () => server.url })]]),
    http,
    follower: createFileFollower(),
    clock: Date.now,
    downloadConcurrency: 2,
    wait: async () => {},
  }
})
afterEach(async () => {
  await parts.http.close()
  await parts.follower.close()
  await parts.store.close()
  await server.close()
  await database.close()
  await rm(folder, { recursive: true })
})

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const gitSha1 = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

function makePlan(): PullPlan {
  const files = [...contents, large].map((bytes, index): PlannedFile => ({
    path: `f${index}.json`,
    size: bytes.length,
    // As Hugging Face tells them: small files by their git id.
    sha256: index % 2 === 0 ? sha256(bytes) : undefined,
    gitSha1: index % 2 === 0 ? undefined : gitSha1(bytes),
    hashTold: true,
    url: `${server.url}/f${index}.json`,
    state: 'missing',
    haveBytes: 0,
  }))
  const totalBytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0)
  return {
    slug: 'owner--many',
    source: 'huggingface',
    id: 'owner/many',
    revision: 'main',
    commit: 'a'.repeat(40),
    files,
    leftOut: [],
    totalBytes,
    missingBytes: totalBytes,
    freeBytes: 1e12,
    offline: false,
  }
}

async function artifacts() {
  const rows = await database.kysely
    .selectFrom('model_artifact')
    .select(['file_path', 'download_status', 'content_hash'])
    .execute()
  return new Map(rows.map((row) => [row.file_path, row]))
}

describe('a pull of many small files', () => {
  it('asks once for each, verifies and stores them, and records every artifact', async () => {
    const plan = makePlan()
    const pulled = await pullModel(parts, plan)
    expect(pulled.files.map(({ path, sha256: hash }) => [path, hash])).toEqual(
      [...contents, large].map((bytes, index) => [`f${index}.json`, sha256(bytes)]),
    )
    expect(pulled.fetchedBytes).toBe(plan.totalBytes)
    expect(server.requests).toHaveLength(plan.files.length)
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true)
    for (const bytes of contents) expect(await parts.store.hash(sha256(bytes))).toMatchObject({ size: bytes.length })
    const rows = await artifacts()
    expect([...rows.values()].every((row) => row.download_status === 'completed')).toBe(true)
    expect(await readdir(parts.store.incomingDirectory)).toEqual([])
  })

  it('leaves what does not come right to the usual way, which tries again and says what is wrong', async () => {
    let wrong = 0
    misbehave = (path) => (path === '/f7.json' && wrong++ === 0 ? { body: Buffer.from('wrong') } : undefined)
    expect((await pullModel(parts, makePlan())).files).toHaveLength(contents.length + 1)

    await Promise.all(contents.map((bytes) => parts.store.delete(sha256(bytes))))
    misbehave = (path) => (path === '/f9.json' ? { body: Buffer.alloc(contents[9]!.length, 'x') } : undefined)
    await expect(pullModel(parts, makePlan())).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringContaining('f9.json'),
    })
    const rows = await artifacts()
    expect(rows.get('f9.json')?.download_status).toBe('failed')
    expect(await parts.store.stat(sha256(contents[10]!))).toBeDefined()
  })

  it('does not ask ten thousand times where the source refuses', async () => {
    misbehave = () => ({ status: 403 })
    await expect(pullModel(parts, makePlan())).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(server.requests.length).toBeLessThan(45)
    expect(await Array.fromAsync(parts.store.list())).toEqual([])
  })

  it('keeps what came before it was cancelled', async () => {
    const cancel = new AbortController()
    misbehave = (path) => {
      if (path === '/f50.json') cancel.abort()
      return undefined
    }
    await expect(pullModel(parts, makePlan(), { signal: cancel.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    const stored = await Array.fromAsync(parts.store.list())
    expect(stored.length).toBeGreaterThan(10)
    for (const { sha256: hash, size } of stored) expect(await parts.store.hash(hash)).toEqual({ sha256: hash, size })
  })
})
