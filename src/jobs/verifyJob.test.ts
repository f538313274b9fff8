import { chmod, lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { s3TestCredentials, type S3TestServer, startS3Server } from '../../test/support/s3/startS3Server.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

const hfRecords = [
  { id: 'acme/tiny-chat' },
  { id: 'acme/lora', tags: ['safetensors', 'lora'], library_name: 'diffusers', safetensors: { total: 1_000_000 } },
]

let home: string
let mock: MockServers
let house: TestHouse

async function open(store?: string): Promise<void> {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-verify-'))
  mock = await startMockServers({ hfRecords, civitaiRecords: [], maxFileSize: 900_000 })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl, ...(store && { store }) })
}

afterEach(async () => {
  await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

/** The largest file of the pulled model: where it lies in the library, and its blob. */
async function pullOne() {
  await house.run('pull', { model: 'acme/tiny-chat' })
  const model = await house.library.get('acme--tiny-chat')
  const [file] = model.files.toSorted((one, other) => other.size - one.size)
  return { sha256: file!.sha256!, size: file!.size, path: join(model.path, file!.path), files: model.files.length }
}

describe('a verify job', () => {
  beforeEach(() => open())

  it('reads every blob and says that the store is sound', async () => {
    const { files } = await pullOne()
    const job = await house.run('verify', {})
    expect(job).toMatchObject({ state: 'completed', result: { sound: true, bad: 0, missing: 0, findings: [] } })
    expect(job.result?.['checked']).toMatchObject({ blobs: files })
    expect(job.progress).toMatchObject({ unit: 'bytes' })
    expect(job.progress?.done).toBe(job.progress?.total)
  })

  it('finds a damaged blob, fetches it again when told to, and mends the library file that shared its bytes', async () => {
    const { sha256, path } = await pullOne()
    const right = await readFile(path)
    await chmod(path, 0o644)
    await writeFile(path, 'edited by force')

    const found = await house.run('verify', {})
    expect(found.result).toMatchObject({ sound: false, bad: 1, missing: 0, repaired: 0 })
    expect((await house.messages(found.id)).join('\n')).toMatch(new RegExp(`error bad: ${sha256}.*acme--tiny-chat`))
    expect(await house.store.stat(sha256)).toBeUndefined()
    expect(await readFile(path, 'utf8')).toBe('edited by force')

    const repaired = await house.run('verify', { repair: true })
    expect(repaired.result).toMatchObject({ sound: true, missing: 1, repaired: 1, replacedFiles: [path] })
    expect(await readFile(path)).toEqual(right)
    expect((await lstat(path)).ino).toBe((await lstat(house.store.localPath(sha256) ?? '')).ino)
    const [aside] = await Array.fromAsync(house.store.listAside('quarantine'))
    expect(await readFile(aside?.place ?? '', 'utf8')).toBe('edited by force')
    expect((await house.run('verify', {})).result).toMatchObject({ sound: true, missing: 0, replacedFiles: [] })
  })

  it('mends what lies in the trash, so that undo gives whole files', async () => {
    const { sha256, path } = await pullOne()
    const right = await readFile(path)
    await chmod(path, 0o644)
    await writeFile(path, 'edited by force')
    const { trashId = '' } = await house.order.remove('acme--tiny-chat')
    // The repo has gone on to another commit: only the trash knows the file.
    await house.database.kysely.deleteFrom('model_artifact').where('content_hash', '=', sha256).execute()

    expect((await house.run('verify', {})).result).toMatchObject({ sound: false, bad: 1, repaired: 0 })
    const job = await house.run('verify', { repair: true })
    expect(job.result).toMatchObject({ sound: true, missing: 1, repaired: 1 })
    expect(job.result?.['replacedFiles']).toEqual([expect.stringContaining(trashId)])
    await house.order.undo()
    expect(await readFile(path)).toEqual(right)
  })

  it('empties the trash of what was mended there', async () => {
    const { path } = await pullOne()
    await chmod(path, 0o644)
    await writeFile(path, 'edited by force')
    const { trashId = '' } = await house.order.remove('acme--tiny-chat')
    expect((await house.run('verify', { repair: true })).result).toMatchObject({ sound: true, repaired: 1 })
    expect(await house.order.emptyTrash({ ids: [trashId] })).toMatchObject({ kept: [] })
  })

  it('fetches a missing blob again, and only that one', async () => {
    const { sha256, size } = await pullOne()
    await house.store.delete(sha256)
    const job = await house.run('verify', { repair: true, model: 'acme--tiny-chat' })
    expect(job.result).toMatchObject({ sound: true, missing: 1, repaired: 1 })
    expect(await house.store.stat(sha256)).toEqual({ sha256, size })
    expect((await house.store.hash(sha256)).sha256).toBe(sha256)
  })

  it('says why a blob cannot be fetched again, and is not sound then', async () => {
    const { sha256 } = await pullOne()
    await house.store.delete(sha256)
    await mock.close()
    const job = await house.run('verify', { repair: true })
    expect(job).toMatchObject({ state: 'completed', result: { sound: false, missing: 1, repaired: 0 } })
    expect((await house.messages(job.id)).join('\n')).toMatch(/could not be fetched again: acme--tiny-chat/)
    mock = await startMockServers({ hfRecords, civitaiRecords: [], maxFileSize: 900_000 })
  })

  it('refuses a payload that is not one', async () => {
    expect(await house.run('verify', { sample: 2 })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
  })

  it('leaves what collecting garbage may not touch: after a gc without grace, everything pulled is sound', async () => {
    await pullOne()
    const job = await house.run('gc', { graceMs: 0 })
    expect(job).toMatchObject({ state: 'completed', result: { removed: { blobs: 0, bytes: 0 } } })
    expect((await house.run('verify', {})).result).toMatchObject({ sound: true })
  })
})

describe('a house whose store is a bucket', () => {
  let server: S3TestServer
  beforeEach(async () => {
    server = await startS3Server()
    vi.stubEnv('AWS_ACCESS_KEY_ID', s3TestCredentials.accessKeyId)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', s3TestCredentials.secretAccessKey)
    await open(`s3://${server.bucketName}/models?endpoint=${server.url}&path_style=1`)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await server.close()
  })

  it('classifies a model by the headers of its files, as one whose blobs are here', async () => {
    await house.run('pull', { model: 'acme/lora' })
    const elsewhere = await house.library.get('acme--lora')
    expect(elsewhere.metadata.evidence?.length).toBeGreaterThan(0)
    const second = await mkdtemp(join(tmpdir(), 'weighthouse-verify-'))
    const local = await openTestHouse({ home: second, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
    try {
      await local.run('pull', { model: 'acme/lora' })
      const here = await local.library.get('acme--lora')
      expect(elsewhere.metadata.evidence).toEqual(here.metadata.evidence)
      expect([elsewhere.type, elsewhere.subtype, elsewhere.family]).toEqual([here.type, here.subtype, here.family])
    } finally {
      await local.close()
      await rm(second, { recursive: true })
    }
  })

  it('pulls, shelves copies, finds a damaged blob, fetches it again, and collects garbage', async () => {
    const { sha256, size, path } = await pullOne()
    expect((await readFile(path)).length).toBe(size)
    const model = await house.library.get('acme--tiny-chat')
    expect(new Set(model.files.map(({ placement }) => placement))).toEqual(new Set(['copy']))
    expect(server.log.some((line) => line.startsWith('PUT models/blobs/sha256/'))).toBe(true)

    server.bucket.put(`models/blobs/sha256/${sha256.slice(0, 2)}/${sha256}`, Buffer.from('rotten'))
    expect((await house.run('verify', {})).result).toMatchObject({ sound: false, bad: 1 })
    expect((await house.run('verify', { repair: true })).result).toMatchObject({ sound: true, repaired: 1 })
    expect(await house.store.hash(sha256)).toEqual({ sha256, size })

    server.bucket.put(`models/blobs/sha256/ab/${'ab'.repeat(32)}`, Buffer.from('garbage'))
    expect((await house.run('gc', { graceMs: 0 })).result).toMatchObject({ removed: { blobs: 1, bytes: 7 } })
    expect((await house.run('verify', {})).result).toMatchObject({ sound: true })
  })
})
