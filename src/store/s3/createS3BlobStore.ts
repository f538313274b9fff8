import { createHash } from 'node:crypto'
import { lstat, rm } from 'node:fs/promises'

import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { makeFolder } from '../../foundation/files/makeFolder.ts'
import { checkSha256 } from '../blobPath.ts'
import type { AsideBlob, BlobInfo, BlobStore, HashOptions } from '../blobStore.ts'
import { checkIncoming, checkRange, wrongSize } from '../storeErrors.ts'
import { noStep, type OnStoreStep } from '../storeSteps.ts'
import { abortOldUploads } from './abortOldUploads.ts'
import { copyObject } from './copyObject.ts'
import { createS3Client } from './createS3Client.ts'
import { listObjects } from './listObjects.ts'
import type { S3Address } from './parseS3Address.ts'
import { putSmallObjects } from './putSmallObjects.ts'
import { readObject } from './readObject.ts'
import { explainS3Error, isMissing, uploadLost } from './s3Errors.ts'
import { createS3Keys } from './s3Keys.ts'
import { uploadBlob } from './uploadBlob.ts'

export interface S3StoreOptions {
  address: S3Address
  /** Partial downloads stay on this machine. */
  incomingDirectory: string
  /** Of an upload, in bytes; the protocol's least is 5 MiB. */
  partBytes?: number
  onStep?: OnStoreStep
}

const defaultPartBytes = 16 * 1024 * 1024

/**
 * Opens the store in a bucket: `<prefix>blobs/sha256/ab/<64 hex>`. Any number of machines may have it open. Credentials
 * come the way every program of AWS finds them: environment, ~/.aws, the machine's role.
 *
 * Nothing is asked of the bucket here, so a house whose bucket is out of reach still opens.
 */
export async function createS3BlobStore(options: S3StoreOptions): Promise<BlobStore> {
  const { address, incomingDirectory, partBytes = defaultPartBytes, onStep = noStep } = options
  const { bucket } = address
  const shown = `s3://${bucket}/${address.prefix}`.replace(/\/$/, '')
  const keys = createS3Keys(address.prefix)
  const client = createS3Client(address)
  await makeFolder(incomingDirectory)

  async function head(key: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      return ContentLength ?? 0
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async function remove(key: string): Promise<void> {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
  }

  async function commit(path: string, blob: BlobInfo): Promise<BlobInfo> {
    const key = keys.blob(blob.sha256)
    onStep('commit: begun')
    const present = await head(key)
    if (present !== blob.size) {
      const file = await lstat(path)
      if (file.isFile() && file.size !== blob.size) throw wrongSize(path, blob, file.size)
      // One of another size is damaged.
      const replace = present !== undefined
      await uploadBlob(path, blob, { client, bucket, key, partBytes, replace, onStep })
      onStep('commit: upload is completed')
      const size = await head(key)
      if (size === undefined) throw uploadLost(shown, blob)
      if (size !== blob.size) {
        await remove(key)
        throw wrongSize(`s3://${bucket}/${key}`, blob, size)
      }
      onStep('commit: size is checked')
    }
    await rm(path, { force: true })
    onStep('commit: file is removed')
    return { ...blob }
  }

  async function hash(sha256: string, { signal, onBytes }: HashOptions = {}): Promise<BlobInfo> {
    const found = createHash('sha256')
    let size = 0
    for await (const chunk of store.read(sha256)) {
      signal?.throwIfAborted()
      const bytes = chunk as Buffer
      found.update(bytes)
      size += bytes.length
      onBytes?.(bytes.length)
    }
    return { sha256: found.digest('hex'), size }
  }

  async function setAside(sha256: string, place: 'trash' | 'quarantine'): Promise<AsideBlob | undefined> {
    const from = keys.blob(sha256)
    onStep('set aside: begun')
    const size = await head(from)
    if (size === undefined) return undefined
    const to = keys.aside(sha256)
    if (place === 'quarantine') await copyObject(client, { bucket, from, to, size })
    onStep('set aside: copied')
    await remove(from)
    onStep('set aside: deleted')
    return { sha256, size, place: place === 'quarantine' ? `s3://${bucket}/${to}` : '' }
  }

  async function* listBlobs() {
    for await (const { key, size, modifiedAt } of listObjects(client, bucket, keys.blobs)) {
      const sha256 = keys.sha256Of(key)
      if (sha256 !== undefined) yield { sha256, size, storedAt: modifiedAt, links: 0 }
    }
  }

  async function* listStrangers() {
    for await (const { key } of listObjects(client, bucket, keys.blobs)) {
      if (keys.sha256Of(key) === undefined) yield `s3://${bucket}/${key}`
    }
  }

  async function* listAside(place: 'trash' | 'quarantine'): AsyncGenerator<AsideBlob, void, undefined> {
    if (place === 'trash') return
    for await (const { key, size } of listObjects(client, bucket, keys.quarantine)) {
      const sha256 = keys.asideSha256(key)
      if (sha256 !== undefined) yield { sha256, size, place: `s3://${bucket}/${key}` }
    }
  }

  async function listHouses() {
    const houses: { id: string; description: string }[] = []
    for await (const { key } of listObjects(client, bucket, keys.houses)) {
      const id = keys.houseId(key)
      if (id === undefined) continue
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      houses.push({ id, description: (await Body?.transformToString()) ?? '' })
    }
    return houses
  }

  /** Every failure of the bucket leaves here as the user should see it. */
  async function explain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw explainS3Error(error, shown)
    }
  }

  async function* explainEach<T>(items: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    try {
      yield* items
    } catch (error) {
      throw explainS3Error(error, shown)
    }
  }

  const store: BlobStore = {
    incomingDirectory,
    address: shown,
    stat: (sha256) =>
      explain(async () => {
        const size = await head(keys.blob(sha256))
        return size === undefined ? undefined : { sha256, size }
      }),
    commitFile: async (path, blob) => {
      checkSha256(blob.sha256)
      checkIncoming(path, incomingDirectory)
      await refuseLink(path)
      return explain(() => commit(path, blob))
    },
    putSmall: (blobs) => explain(() => putSmallObjects(client, { bucket, keyOf: keys.blob }, blobs)),
    read: (sha256, range) => {
      checkRange(range)
      return readObject({ client, bucket, key: keys.blob(sha256), sha256, address: shown }, range)
    },
    hash: (sha256, hashOptions) => explain(() => hash(sha256, hashOptions)),
    localPath: (sha256) => {
      checkSha256(sha256)
      return undefined
    },
    list: () => explainEach(listBlobs()),
    listStrangers: () => explainEach(listStrangers()),
    delete: (sha256) =>
      explain(async () => {
        const key = keys.blob(sha256)
        if ((await head(key)) === undefined) return false
        await remove(key)
        return true
      }),
    setAside: (sha256, place) => explain(() => setAside(sha256, place)),
    listAside: (place) => explainEach(listAside(place)),
    emptyTrash: () => explain(() => abortOldUploads(client, { bucket, prefix: keys.blobs, now: Date.now() })),
    addHouse: (id, description) =>
      explain(async () => {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: keys.house(id), Body: description }))
      }),
    listHouses: () => explain(listHouses),
    readsAtOnce: async () => 2,
    close: async () => client.destroy(),
  }
  return store
}

/** A link could lead to any file of the machine. */
async function refuseLink(path: string): Promise<void> {
  const found = await ifPresent(lstat(path))
  if (!found || found.isFile()) return
  throw new WeighthouseError('INVALID_ARGUMENT', `${path} is not a file.`, {
    hint: 'Only files of the incoming folder can be committed.',
    details: { path },
  })
}
