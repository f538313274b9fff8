import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'

import { Blake3Hasher } from '@napi-rs/blake-hash'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { WeighthouseError } from '../foundation/errors.ts'
import { createHttpClient } from '../foundation/http/createHttpClient.ts'
import type { HttpClient } from '../foundation/http/httpClient.ts'
import { silentLog } from '../foundation/log.ts'
import type { BlobStore } from '../store/blobStore.ts'
import { createLocalBlobStore } from '../store/createLocalBlobStore.ts'
import { downloadFile } from './downloadFile.ts'
import type { DownloadProgress } from './downloadProgress.ts'
import type { FileToDownload } from './fileToDownload.ts'
import { createFileFollower, type FileFollower } from './hashing/createFileFollower.ts'
import { partialPaths } from './partialPaths.ts'
import { type FileServer, type Misbehaviour, startFileServer } from './testing/startFileServer.ts'

const mebibyte = 1024 * 1024
// No zero bytes at the start would make random weights look like text now and then.
const weights = Buffer.concat([Buffer.alloc(8), randomBytes(3 * mebibyte + 12_345)])
const html = Buffer.from(`<!DOCTYPE html><html><body>Log in</body></html>`)

let directory: string
let store: BlobStore
let http: HttpClient
let follower: FileFollower
let servers: FileServer[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-download-'))
  store = await createLocalBlobStore({ directory })
  follower = createFileFollower()
  http = createHttpClient({ timeoutMs: 5000, userAgent: 'weighthouse/test', log: silentLog, wait: noWait })
  servers = []
})

afterEach(async () => {
  await http.close()
  await follower.close()
  for (const server of servers) await server.close()
  await rm(directory, { recursive: true })
})

describe('downloadFile', () => {
  it('brings a file into the store and leaves nothing in the incoming folder', async () => {
    const server = await serve()
    const progress: DownloadProgress[] = []
    const result = await download(described(server), { onProgress: (report) => progress.push(report) })
    expect(result).toEqual({
      sha256: sha256(weights),
      size: weights.length,
      verified: 'sha256',
      fetchedBytes: weights.length,
      skippedBytes: 0,
    })
    expect(weights.equals(await buffer(store.read(sha256(weights))))).toBe(true)
    expect(await readdir(store.incomingDirectory)).toEqual([])
    expect(progress.at(-1)).toEqual({
      doneBytes: weights.length,
      totalBytes: weights.length,
      fetchedBytes: weights.length,
    })
  })

  it('asks for nothing when the blob is in the store', async () => {
    const server = await serve()
    await download(described(server))
    expect(await download({ ...described(server), url: `${server.url}/elsewhere` })).toMatchObject({
      fetchedBytes: 0,
      skippedBytes: weights.length,
    })
    expect(server.requests).toHaveLength(1)
  })

  it('downloads a file of no bytes', async () => {
    const server = await serve({}, { 'empty.txt': Buffer.alloc(0) })
    const file = { url: `${server.url}/empty.txt`, label: 'empty.txt', size: 0, sha256: sha256(Buffer.alloc(0)) }
    expect(await download(file)).toMatchObject({ size: 0, verified: 'sha256' })
    expect(await store.stat(file.sha256)).toEqual({ sha256: file.sha256, size: 0 })
  })

  it('continues after each dropped connection, and fetches no byte twice', async () => {
    const server = await serve({ 0: { dropAfter: mebibyte }, 1: { dropAfter: 500_000 }, 2: { dropAfter: 70_000 } })
    const result = await download(described(server))
    expect(result).toMatchObject({ verified: 'sha256', fetchedBytes: weights.length })
    expect(server.requests.map((request) => request.headers.range)).toEqual([
      undefined,
      'bytes=1048576-',
      'bytes=1548576-',
      'bytes=1618576-',
    ])
    expect(server.requests[1]?.headers['if-range']).toBe(`"${sha256(weights)}"`)
  })

  it('gives up after six tries without a new byte, and keeps what it has', async () => {
    const server = await serve((_, number) => ({ dropAfter: number === 0 ? 100_000 : 0 }))
    await expect(download(described(server))).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      message: expect.stringContaining('model.safetensors'),
      details: expect.objectContaining({ haveBytes: 100_000 }),
    })
    expect(server.requests.length).toBe(7)
    const good = await serve()
    expect(await download(described(good))).toMatchObject({ skippedBytes: 100_000 })
    expect(good.sentBytes()).toBe(weights.length - 100_000)
  })

  it('is patient with a source that goes away for a while after it has sent something', async () => {
    const server = await serve((_, number) => {
      if (number === 0) return { dropAfter: 100_000 }
      return number < 12 ? { status: 503 } : {}
    })
    expect(await download(described(server))).toMatchObject({ fetchedBytes: weights.length })
  })

  it('does not count tries that brought new bytes', async () => {
    const server = await serve((_, number) => (number < 20 ? { dropAfter: 100_000 } : {}))
    expect(await download(described(server))).toMatchObject({ fetchedBytes: weights.length })
    expect(server.requests).toHaveLength(21)
  })

  it('starts at the first byte again when the server ignores Range', async () => {
    const server = await serve({ 0: { dropAfter: mebibyte }, 1: { ignoreRange: true } })
    expect(await download(described(server))).toMatchObject({ fetchedBytes: mebibyte + weights.length })
  })

  it('starts again when the answer begins at another byte than asked', async () => {
    const server = await serve({ 0: { dropAfter: mebibyte }, 1: { shiftRange: 10 } })
    expect(await download(described(server))).toMatchObject({ verified: 'sha256' })
    expect(server.requests.map((request) => request.headers.range)).toEqual([undefined, 'bytes=1048576-', undefined])
  })

  it('starts again when the ETag has changed, even if the server does not heed If-Range', async () => {
    const other = { etag: '"another"', status: 206, body: weights.subarray(mebibyte) }
    const headers = { 'content-range': `bytes ${mebibyte}-${weights.length - 1}/${weights.length}` }
    const server = await serve({ 0: { dropAfter: mebibyte }, 1: { ...other, headers } })
    expect(await download(described(server))).toMatchObject({ verified: 'sha256' })
    expect(server.requests.map((request) => request.headers.range)).toEqual([undefined, 'bytes=1048576-', undefined])
  })

  it('starts again when the server says that the file has no such range', async () => {
    const server = await serve({ 0: { dropAfter: mebibyte }, 1: { status: 416, headers: { 'content-range': 'x' } } })
    expect(await download(described(server))).toMatchObject({ verified: 'sha256' })
  })

  it('takes an answer that claims to be shorter than the file for a wrong one, asks again, then fails', async () => {
    const recovers = await serve({ 0: { truncateTo: 1000 } })
    expect(await download(described(recovers))).toMatchObject({ verified: 'sha256' })

    await store.delete(sha256(weights))
    const never = await serve(() => ({ truncateTo: 1000 }))
    await expect(download(described(never))).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: `model.safetensors was not downloaded: the source now offers 1000 bytes, where it promised ${weights.length}.`,
    })
    await expectNothingStored()
  })

  it('continues a body that ended early without an error, and fails clearly when it always does', async () => {
    const recovers = await serve({ 0: { truncateTo: 1000, chunked: true } })
    expect(await download(described(recovers))).toMatchObject({ fetchedBytes: weights.length })
    expect(recovers.requests[1]?.headers.range).toBe('bytes=1000-')

    await store.delete(sha256(weights))
    const never = await serve(() => ({ truncateTo: 1000, chunked: true, ignoreRange: true }))
    await expect(download(described(never))).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: `The source's answers for model.safetensors end early, at byte 1000 of ${weights.length}.`,
    })
    await expectNothingStored()
  })

  it('fetches wrong bytes once more from the first, past caches, and takes the right ones', async () => {
    const server = await serve({ 0: { body: corrupted() } })
    expect(await download(described(server))).toMatchObject({ verified: 'sha256', fetchedBytes: 2 * weights.length })
    expect(server.requests[1]?.headers).toMatchObject({ 'cache-control': 'no-cache', connection: 'close' })
  })

  it('fails with both hashes when the bytes are wrong twice, and keeps none of them', async () => {
    const server = await serve(() => ({ body: corrupted() }))
    await expect(download(described(server))).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: `model.safetensors is not what the source promised: expected sha256 ${sha256(weights)}, got ${sha256(corrupted())}.`,
      details: { file: 'model.safetensors', expectedSha256: sha256(weights), actualSha256: sha256(corrupted()) },
    })
    expect(server.requests).toHaveLength(2)
    expect(await readdir(store.incomingDirectory)).toEqual([])
    await expectNothingStored()
  })

  it('stops reading a body that is longer than promised', async () => {
    const endless = Buffer.concat([weights, weights])
    const server = await serve(() => ({ body: endless, chunked: true }))
    await expect(download(described(server))).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringContaining(`more than its ${weights.length} bytes came`),
    })
    expect(await readdir(store.incomingDirectory)).toEqual([])
  })

  it('recognises a web page in place of weights, and keeps the bytes that it has', async () => {
    const page = { body: html, headers: { 'content-type': 'text/html; charset=utf-8' } }
    const server = await serve((_, number) => (number === 0 ? { dropAfter: mebibyte } : page))
    await expect(download(described(server))).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: 'model.safetensors was not downloaded: a web page (HTML) came instead of the file.',
    })
    await expectNothingStored()
    const good = await serve()
    expect(await download(described(good))).toMatchObject({ skippedBytes: mebibyte })
  })

  it('recognises a web page by its first bytes when nothing is known of the file', async () => {
    const server = await serve(() => ({ body: html }))
    const file = { url: `${server.url}/model.safetensors`, label: 'model.safetensors' }
    await expect(download(file)).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: 'model.safetensors is not what the source promised: it is a web page (HTML).',
    })
    await expectNothingStored()
  })

  it('says that wrong bytes look like a Git LFS pointer', async () => {
    const pointer = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n')
    const server = await serve(() => ({ body: pointer }))
    await expect(download({ ...described(server), size: undefined })).rejects.toMatchObject({
      message: expect.stringContaining('it looks like a Git LFS pointer'),
    })
  })

  it('reads a body that is compressed although it was not asked to be', async () => {
    const server = await serve(() => ({ gzip: true }))
    expect(await download(described(server))).toMatchObject({ size: weights.length, verified: 'sha256' })
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('starts again when a part comes compressed', async () => {
    const server = await serve({ 0: { dropAfter: mebibyte }, 1: { gzip: true } })
    expect(await download(described(server))).toMatchObject({ verified: 'sha256' })
    expect(server.requests).toHaveLength(3)
  })

  it.each([429, 500, 503])('tries again after status %i', async (status) => {
    const server = await serve({ 0: { status, headers: { 'retry-after': '0' } }, 1: { status } })
    expect(await download(described(server))).toMatchObject({ verified: 'sha256' })
  })

  it.each([
    [429, {}, 'RATE_LIMITED'],
    [503, {}, 'SOURCE_ERROR'],
    [401, {}, 'UNAUTHORIZED'],
    [403, {}, 'GATED'],
    [404, {}, 'FILE_NOT_FOUND'],
    [410, {}, 'FILE_NOT_FOUND'],
  ])('says of status %i %j that it is %s, and of which file', async (status, headers, code) => {
    const server = await serve(() => ({ status, headers }))
    await expect(download(described(server))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('model.safetensors'),
      details: expect.objectContaining({ file: 'model.safetensors', status }),
    })
  })

  it("lets the source say what its refusals mean, and adds the file's name", async () => {
    const server = await serve(() => ({ status: 403 }))
    const explainError = () => new WeighthouseError('GATED', 'Early access until May.', { hint: 'Wait.' })
    await expect(
      downloadFile({ file: described(server), store, http, follower, wait: noWait, explainError }),
    ).rejects.toMatchObject({
      code: 'GATED',
      message: 'model.safetensors cannot be downloaded: Early access until May.',
      hint: 'Wait.',
    })
  })

  it('follows a redirect to another origin without the token, and again after a drop', async () => {
    const cdn = await serve({ 0: { dropAfter: mebibyte } })
    const hub = await serve((_, number) => ({
      status: 302,
      headers: { location: `${cdn.url}/model.safetensors?Signature=${number}` },
    }))
    const token = { value: 'hf_secretsecretsecret', origin: hub.url }
    await download({ ...described(hub), token })
    expect(hub.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer hf_secretsecretsecret',
      'Bearer hf_secretsecretsecret',
    ])
    expect(cdn.requests.map((request) => request.headers.authorization)).toEqual([undefined, undefined])
    expect(cdn.requests.map((request) => request.path)).toEqual([
      '/model.safetensors?Signature=0',
      '/model.safetensors?Signature=1',
    ])
  })

  it('proves plain git files by their git blob id', async () => {
    const text = Buffer.from('what is up, doc?')
    const server = await serve({}, { 'README.md': text })
    // The example of https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    const gitSha1 = 'bd9dbf5aae1a3862dd1526723246b20206e5fc37'
    const file = { url: `${server.url}/README.md`, label: 'README.md', size: text.length, gitSha1 }
    expect(await download(file)).toMatchObject({ sha256: sha256(text), verified: 'git-sha1' })
    await store.delete(sha256(text))
    await expect(download({ ...file, gitSha1: '0'.repeat(40) })).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      details: expect.objectContaining({ expectedGitSha1: '0'.repeat(40), actualGitSha1: gitSha1 }),
    })
  })

  it('proves a file of CivitAI that has no sha256 by its BLAKE3, else by its CRC32', async () => {
    const server = await serve()
    const blake3 = new Blake3Hasher().update(weights).digest('hex')
    const file = { url: `${server.url}/model.safetensors`, label: 'model.safetensors' }
    expect(await download({ ...file, others: { blake3, crc32: '00000000' } })).toMatchObject({ verified: 'blake3' })
    await store.delete(sha256(weights))
    const crc = crc32(weights).toString(16).padStart(8, '0')
    expect(await download({ ...file, others: { crc32: crc } })).toMatchObject({ verified: 'crc32' })
    await store.delete(sha256(weights))
    await expect(download({ ...file, others: { blake3: '0'.repeat(64), crc32: crc } })).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringContaining(`expected blake3 ${'0'.repeat(64)}, got ${blake3}`),
    })
    await expectNothingStored()
  })

  it('takes the hash from X-Linked-Etag of the origin that was asked, when the plan has none', async () => {
    const cdn = await serve(() => ({ headers: { 'x-linked-etag': `"${'0'.repeat(64)}"` } }))
    const linked = { 'x-linked-etag': `"${sha256(weights)}"`, 'x-linked-size': String(weights.length) }
    const hub = await serve(() => ({ status: 302, headers: { location: `${cdn.url}/model.safetensors`, ...linked } }))
    const file = { url: `${hub.url}/model.safetensors`, label: 'model.safetensors' }
    expect(await download(file)).toMatchObject({ verified: 'sha256' })
  })

  it('says honestly how little proves a file of which nothing is known', async () => {
    const sized = await serve()
    const file = { url: `${sized.url}/model.safetensors`, label: 'model.safetensors' }
    expect(await download(file)).toMatchObject({ sha256: sha256(weights), verified: 'size' })
    const chunked = await serve(() => ({ chunked: true }))
    expect(await download({ ...file, url: `${chunked.url}/model.safetensors` })).toMatchObject({ verified: 'none' })
  })

  it('does not continue a file of which neither hash nor strong ETag is known', async () => {
    const server = await serve(() => ({ bytesPerSecond: 8 * mebibyte, etag: null }))
    const file = { url: `${server.url}/model.safetensors`, label: 'model.safetensors' }
    const cancel = new AbortController()
    const onProgress = ({ doneBytes }: DownloadProgress) => doneBytes >= mebibyte / 2 && cancel.abort()
    await expect(download(file, { signal: cancel.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await download(file)).toMatchObject({ skippedBytes: 0, sha256: sha256(weights) })
  })

  it('keeps what is here when it is cancelled, and continues there', async () => {
    const server = await serve({ 0: { bytesPerSecond: 5 * mebibyte } })
    const cancel = new AbortController()
    const onProgress = ({ doneBytes }: DownloadProgress) => doneBytes >= mebibyte && cancel.abort()
    await expect(download(described(server), { signal: cancel.signal, onProgress })).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'The download of model.safetensors was cancelled.',
    })
    const { skippedBytes, fetchedBytes } = await download(described(server))
    expect(skippedBytes).toBeGreaterThanOrEqual(mebibyte)
    expect(skippedBytes + fetchedBytes).toBe(weights.length)
  })

  it('puts a partial file that has a second name out of the way instead of writing to it', async () => {
    const server = await serve()
    const mine = join(directory, 'mine.bin')
    await writeFile(mine, 'precious')
    await link(mine, partialPaths(store.incomingDirectory, described(server)).partial)
    await download(described(server))
    expect(await readFile(mine, 'utf8')).toBe('precious')
  })

  it('lets two callers of one process share one download', async () => {
    const server = await serve({ 0: { bytesPerSecond: 20 * mebibyte } })
    const results = await Promise.all([download(described(server)), download(described(server))])
    expect(results.map((result) => result.fetchedBytes).toSorted((a, b) => a - b)).toEqual([0, weights.length])
    expect(server.requests).toHaveLength(1)
  })
})

async function serve(
  wrong: Record<number, Misbehaviour> | ((request: IncomingMessage, number: number) => Misbehaviour) = {},
  files: Record<string, Buffer> = { 'model.safetensors': weights },
): Promise<FileServer> {
  const misbehave = typeof wrong === 'function' ? wrong : (_: IncomingMessage, number: number) => wrong[number]
  const server = await startFileServer(files, misbehave)
  servers.push(server)
  return server
}

function described(server: FileServer): FileToDownload & { sha256: string } {
  return {
    url: `${server.url}/model.safetensors`,
    label: 'model.safetensors',
    size: weights.length,
    sha256: sha256(weights),
  }
}

function download(
  file: FileToDownload,
  options: { signal?: AbortSignal; onProgress?: (progress: DownloadProgress) => void } = {},
) {
  return downloadFile({ file, store, http, follower, wait: noWait, ...options })
}

async function expectNothingStored(): Promise<void> {
  expect(await Array.fromAsync(store.list())).toEqual([])
  expect(existsSync(store.localPath(sha256(weights))!)).toBe(false)
}

function corrupted(): Buffer {
  const bytes = Buffer.from(weights)
  bytes[2_000_000]! ^= 1
  return bytes
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function noWait(_ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
}
