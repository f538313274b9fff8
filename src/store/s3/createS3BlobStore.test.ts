import { randomBytes } from 'node:crypto'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { describeBlobStoreContract } from '../../../test/contracts/blobStoreContract.ts'
import { s3TestCredentials, type S3TestServer, startS3Server } from '../../../test/support/s3/startS3Server.ts'
import type { BlobStore } from '../blobStore.ts'
import { createS3BlobStore } from './createS3BlobStore.ts'
import { createS3Client } from './createS3Client.ts'
import { listObjects } from './listObjects.ts'
import type { S3Address } from './parseS3Address.ts'

/*
 * On the project's own S3 server; with S3_TEST_ENDPOINT and S3_TEST_BUCKET (and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)
 * the contract is run on that server, too.
 */

let server: S3TestServer
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(() => server.close())

function ownAddress(): S3Address {
  return {
    bucket: server.bucketName,
    prefix: `${randomBytes(6).toString('hex')}/`,
    endpoint: server.url,
    region: undefined,
    pathStyle: true,
  }
}

function useOwnCredentials(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', s3TestCredentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', s3TestCredentials.secretAccessKey)
}
afterEach(() => vi.unstubAllEnvs())

async function createFixture(address: S3Address) {
  const incomingDirectory = await mkdtemp(join(tmpdir(), 'weighthouse-s3-'))
  const options = { address, incomingDirectory }
  const store = await createS3BlobStore(options)
  const client = createS3Client(address)
  return {
    store,
    address: {
      module: new URL('createS3BlobStore.ts', import.meta.url).href,
      factory: 'createS3BlobStore',
      options: { ...options },
    },
    plant: async (name: string, bytes: Buffer) => {
      const key = `${address.prefix}blobs/sha256/${name}`
      await client.send(new PutObjectCommand({ Bucket: address.bucket, Key: key, Body: bytes }))
    },
    async dispose() {
      for await (const { key } of listObjects(client, address.bucket, address.prefix)) {
        await client.send(new DeleteObjectCommand({ Bucket: address.bucket, Key: key }))
      }
      client.destroy()
      await store.close()
      await rm(incomingDirectory, { recursive: true })
    },
  }
}

describeBlobStoreContract('the blob store in a bucket', () => {
  useOwnCredentials()
  return createFixture(ownAddress())
})

const realEndpoint = process.env['S3_TEST_ENDPOINT']
if (realEndpoint) {
  describeBlobStoreContract(`the blob store on ${realEndpoint}`, () =>
    createFixture({
      bucket: process.env['S3_TEST_BUCKET'] ?? 'weighthouse-test',
      prefix: `${randomBytes(6).toString('hex')}/`,
      endpoint: realEndpoint,
      region: undefined,
      pathStyle: true,
    }),
  )
}

describe('the blob store in a bucket', () => {
  let folder: string
  let address: S3Address
  let store: BlobStore
  const mebibyte = 1024 * 1024

  beforeEach(async () => {
    useOwnCredentials()
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-s3-'))
    address = ownAddress()
    store = await createS3BlobStore({ address, incomingDirectory: folder, partBytes: 5 * mebibyte })
    server.log.length = 0
  })
  afterEach(async () => {
    server.fault = undefined
    await store.close()
    await rm(folder, { recursive: true })
  })

  async function bring(bytes: Buffer) {
    const path = join(folder, randomBytes(8).toString('hex'))
    await writeFile(path, bytes)
    return { path, blob: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length } }
  }
  const sent = (pattern: RegExp) => server.log.filter((line) => pattern.test(line)).length

  it('sends a large file in parts, and an interrupted one goes on with those that are missing', async () => {
    const bytes = randomBytes(23 * mebibyte)
    const { path, blob } = await bring(bytes)
    let parts = 0
    server.fault = ({ method, query }) =>
      method === 'PUT' && query.has('uploadId') && ++parts > 3 ? { status: 400 } : undefined
    await expect(store.commitFile(path, blob)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(existsSync(path)).toBe(true)
    expect(await store.stat(blob.sha256)).toBeUndefined()

    server.fault = undefined
    server.log.length = 0
    expect(await store.commitFile(path, blob)).toEqual(blob)
    expect(sent(/^PUT .*partNumber/)).toBe(2)
    expect(sent(/^POST .*uploads/)).toBe(0)
    expect(existsSync(path)).toBe(false)
    expect(await store.hash(blob.sha256)).toEqual(blob)
    expect(server.bucket.uploads.size).toBe(0)
  })

  it('gives an upload up that nobody went on with for a week, and no younger one', async () => {
    const { path, blob } = await bring(randomBytes(11 * mebibyte))
    server.fault = ({ method, query }) => (method === 'POST' && query.has('uploadId') ? { status: 400 } : undefined)
    await expect(store.commitFile(path, blob)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    server.fault = undefined
    expect(await store.emptyTrash()).toEqual({ blobs: 0, bytes: 0 })
    const [upload] = server.bucket.uploads.values()
    upload!.startedAt = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000)
    expect(await store.emptyTrash()).toEqual({ blobs: 1, bytes: blob.size })
    expect(server.bucket.uploads.size).toBe(0)
    expect(await store.commitFile(path, blob)).toEqual(blob)
  })

  it('takes an upload whose answer was lost for done', async () => {
    const { path, blob } = await bring(randomBytes(11 * mebibyte))
    let lost = 0
    server.fault = ({ method, query }) =>
      method === 'POST' && query.has('uploadId') && lost++ === 0 ? { lose: true } : undefined
    expect(await store.commitFile(path, blob)).toEqual(blob)
    expect(lost).toBeGreaterThan(1)
    expect(await store.hash(blob.sha256)).toEqual(blob)
  })

  it('leaves an object alone that somebody else wrote at the same time', async () => {
    const bytes = Buffer.from('written by two')
    const { path, blob } = await bring(bytes)
    const key = `${address.prefix}blobs/sha256/${blob.sha256.slice(0, 2)}/${blob.sha256}`
    server.fault = ({ method }) => {
      if (method === 'PUT') server.bucket.put(key, bytes)
      return undefined
    }
    expect(await store.commitFile(path, blob)).toEqual(blob)
    expect(existsSync(path)).toBe(false)
  })

  it('stores also where the server knows no conditional writes', async () => {
    server.fault = ({ method, headers }) =>
      method === 'PUT' && headers['if-none-match'] !== undefined ? { status: 501 } : undefined
    const { path, blob } = await bring(Buffer.from('plain server'))
    expect(await store.commitFile(path, blob)).toEqual(blob)
    expect(await store.hash(blob.sha256)).toEqual(blob)
  })

  it('replaces an object whose size shows that it is damaged', async () => {
    const { path, blob } = await bring(Buffer.from('whole bytes'))
    server.bucket.put(`${address.prefix}blobs/sha256/${blob.sha256.slice(0, 2)}/${blob.sha256}`, Buffer.from('who'))
    expect(await store.commitFile(path, blob)).toEqual(blob)
    expect(await store.hash(blob.sha256)).toEqual(blob)
  })

  it('goes on reading where a connection broke', async () => {
    const bytes = randomBytes(3 * mebibyte)
    const { path, blob } = await bring(bytes)
    await store.commitFile(path, blob)
    let cuts = 0
    server.fault = ({ method }) => (method === 'GET' && cuts++ < 3 ? { cut: 500_000 } : undefined)
    expect((await buffer(store.read(blob.sha256))).equals(bytes)).toBe(true)
    expect(cuts).toBe(4)
    cuts = 0
    expect(
      (await buffer(store.read(blob.sha256, { start: 100, end: 1_999_999 }))).equals(bytes.subarray(100, 2_000_000)),
    ).toBe(true)
  })

  it('says what to do when the key is wrong, the bucket missing or the server away', async () => {
    const sha256 = 'a'.repeat(64)
    const noBucket = await createS3BlobStore({
      address: { ...address, bucket: 'no-such-bucket' },
      incomingDirectory: folder,
    })
    await expect(Array.fromAsync(noBucket.list())).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong')
    const wrongKey = await createS3BlobStore({ address, incomingDirectory: folder })
    await expect(wrongKey.stat(sha256)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    const away = await createS3BlobStore({
      address: { ...address, endpoint: 'http://127.0.0.1:1' },
      incomingDirectory: folder,
    })
    await expect(away.stat(sha256)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    for (const opened of [noBucket, wrongKey, away]) await opened.close()
  })

  it('lists more blobs than fit on a page', async () => {
    for (let number = 0; number < 1_001; number++) {
      const sha256 = createHash('sha256').update(String(number)).digest('hex')
      server.bucket.put(`${address.prefix}blobs/sha256/${sha256.slice(0, 2)}/${sha256}`, Buffer.from('x'))
    }
    expect(await Array.fromAsync(store.list())).toHaveLength(1_001)
  })
})
