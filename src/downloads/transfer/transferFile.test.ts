import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createHttpClient } from '../../foundation/http/createHttpClient.ts'
import type { HttpClient } from '../../foundation/http/httpClient.ts'
import { silentLog } from '../../foundation/log.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import { createLocalBlobStore } from '../../store/createLocalBlobStore.ts'
import { downloadFile, type DownloadOptions } from '../downloadFile.ts'
import { createFileFollower, type FileFollower } from '../hashing/createFileFollower.ts'
import { type FileServer, type Misbehaviour, startFileServer } from '../testing/startFileServer.ts'
import { createRateLimiter } from './rateLimiter.ts'

const mebibyte = 1024 * 1024
const weights = Buffer.concat([Buffer.alloc(8), randomBytes(72 * mebibyte + 4321)])
const sha256 = createHash('sha256').update(weights).digest('hex')

let directory: string
let store: BlobStore
let http: HttpClient
let follower: FileFollower
let servers: FileServer[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-transfer-'))
  store = await createLocalBlobStore({ directory })
  http = createHttpClient({ timeoutMs: 5000, userAgent: 'weighthouse/test', log: silentLog, wait: noWait })
  follower = createFileFollower()
  servers = []
})
afterEach(async () => {
  await http.close()
  await follower.close()
  for (const server of servers) await server.close()
  await rm(directory, { recursive: true })
})

const noWait = async () => {}

async function serve(
  misbehave: (request: IncomingMessage, number: number) => Misbehaviour | undefined,
): Promise<FileServer> {
  const server = await startFileServer({ 'model.safetensors': weights }, misbehave)
  servers.push(server)
  return server
}

function download(server: FileServer, options: Partial<DownloadOptions> = {}) {
  const file = { url: `${server.url}/model.safetensors`, label: 'model.safetensors', size: weights.length, sha256 }
  return downloadFile({ file, store, http, follower, wait: noWait, ...options })
}

const slow = { bytesPerSecond: 24 * mebibyte }

describe('a download by several streams', () => {
  it('takes more connections where each is limited, and fetches hardly a byte twice', async () => {
    const sockets = new Set<unknown>()
    const server = await serve(({ socket }) => {
      sockets.add(socket)
      return slow
    })
    expect(await download(server)).toMatchObject({ sha256, verified: 'sha256', size: weights.length })
    expect(sockets.size).toBeGreaterThan(1)
    // What was under way when a stream left its rest to another.
    expect(server.sentBytes()).toBeLessThan(weights.length * 1.15)
    expect(weights.equals(await buffer(store.read(sha256)))).toBe(true)
    expect(await readdir(store.incomingDirectory)).toEqual([])
  })

  it('uses one when it may use one', async () => {
    const server = await serve(() => ({ bytesPerSecond: 60 * mebibyte }))
    await download(server, { mostStreams: 1 })
    expect(server.requests).toHaveLength(1)
  })

  it('works out other hashes in the same pass', async () => {
    const server = await serve(() => undefined)
    const { digests } = await download(server, { digests: ['blake3', 'crc32', 'autov1'] })
    const part = weights.subarray(0x100000, 0x110000)
    expect(digests).toMatchObject({ autov1: createHash('sha256').update(part).digest('hex').slice(0, 8) })
    expect(digests?.blake3).toMatch(/^[0-9a-f]{64}$/)
    expect(digests?.crc32).toMatch(/^[0-9a-f]{8}$/)
  })

  it('survives connections that break at any place', async () => {
    const server = await serve((_, number) =>
      number % 3 === 2 ? slow : { ...slow, dropAfter: 1 + ((number * 7_654_321) % (9 * mebibyte)) },
    )
    expect(await download(server)).toMatchObject({ sha256 })
  })

  it('makes do with the connections that the server takes', async () => {
    let open = 0
    const server = await serve((request) => {
      request.socket.once('close', () => open--)
      if (++open > 2) return { status: 503, headers: { connection: 'close' } }
      return { ...slow, headers: { connection: 'close' } }
    })
    expect(await download(server)).toMatchObject({ sha256 })
  })

  it('starts again, by one stream, when the file changes meanwhile', async () => {
    const server = await serve((_, number) => (number === 2 ? { ...slow, etag: '"another"' } : slow))
    expect(await download(server)).toMatchObject({ sha256 })
  })

  it('goes back to one stream when the server turns out to ignore Range', async () => {
    const server = await serve((_, number) => (number === 0 ? slow : { ignoreRange: true }))
    expect(await download(server)).toMatchObject({ sha256 })
  })

  it('asks the mirrors in their order', async () => {
    const dead = await serve(() => ({ status: 503 }))
    const gone = await serve(() => ({ status: 404 }))
    const good = await serve(() => undefined)
    const file = { url: `${dead.url}/model.safetensors`, label: 'model.safetensors', size: weights.length, sha256 }
    const mirrors = [gone, good].map(({ url }) => `${url}/model.safetensors`)
    expect(await downloadFile({ file: { ...file, mirrors }, store, http, follower, wait: noWait })).toMatchObject({
      sha256,
    })
    expect(good.requests).toHaveLength(1)
  })

  it('asks the source again when a signed address has run out', async () => {
    const asked = new Map<string, number>()
    const cdn = await serve(({ url }) => {
      const signature = new URL(url ?? '', 'http://cdn').searchParams.get('Signature') ?? ''
      asked.set(signature, (asked.get(signature) ?? 0) + 1)
      return asked.get(signature)! > 2 ? { status: 403 } : slow
    })
    const hub = await serve((_, number) => ({
      status: 302,
      headers: { location: `${cdn.url}/model.safetensors?Signature=${number}` },
    }))
    expect(await download(hub)).toMatchObject({ sha256 })
    expect(asked.size).toBeGreaterThan(1)
    // Not for every part: the address is used as long as it is good.
    expect(hub.requests.length).toBeLessThan(cdn.requests.length)
  })

  it('continues all its parts after it was cancelled', async () => {
    const server = await serve(() => slow)
    const cancel = new AbortController()
    const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes > 40 * mebibyte && cancel.abort()
    await expect(download(server, { signal: cancel.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' })
    const { skippedBytes, fetchedBytes } = await download(server)
    expect(skippedBytes).toBeGreaterThan(40 * mebibyte)
    expect(skippedBytes + fetchedBytes).toBe(weights.length)
  })

  it('takes after a power cut only the parts that were on the disk for sure, whatever the others became', async () => {
    const server = await serve(() => slow)
    const cancel = new AbortController()
    const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes > 40 * mebibyte && cancel.abort()
    await expect(download(server, { signal: cancel.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' })
    const names = await readdir(store.incomingDirectory)
    const [partial, journal] = ['.partial', '.journal'].map((end) =>
      join(store.incomingDirectory, names.find((name) => name.endsWith(end)) ?? ''),
    )
    // The disk kept two parts of it; of all else it has garbage, and the journal is of an earlier boot.
    const durable = [
      [2 * mebibyte, 9 * mebibyte],
      [33 * mebibyte, 34 * mebibyte],
    ]
    const before = JSON.parse(await readFile(journal!, 'utf8')) as Record<string, unknown>
    await writeFile(journal!, JSON.stringify({ ...before, bootId: 'an earlier boot', durable }))
    const handle = await open(partial!, 'r+')
    const { size } = await handle.stat()
    const kept = Buffer.alloc(size, 0xee)
    for (const [start, end] of durable) weights.copy(kept, start, start, Math.min(end!, size))
    await handle.write(kept, 0, kept.length, 0)
    await handle.close()
    const good = await serve(() => undefined)
    expect(await download(good)).toMatchObject({
      sha256,
      skippedBytes: 8 * mebibyte,
      fetchedBytes: weights.length - 8 * mebibyte,
    })
  })

  it('fetches only what an earlier run left again when that is what was wrong', async () => {
    const wrong = Buffer.from(weights)
    wrong[5 * mebibyte]! ^= 1
    const etag = `"${sha256}"`
    const bad = await serve(() => ({ ...slow, body: wrong, etag }))
    const cancel = new AbortController()
    const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes > 10 * mebibyte && cancel.abort()
    await expect(download(bad, { signal: cancel.signal, onProgress, mostStreams: 1 })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const good = await serve(() => undefined)
    const { fetchedBytes } = await download(good)
    expect(fetchedBytes).toBe(weights.length)
  })

  it('holds to a rate', async () => {
    const server = await serve(() => undefined)
    const started = performance.now()
    const rate = 60 * mebibyte
    await download(server, { limiter: createRateLimiter(() => rate) })
    expect(performance.now() - started).toBeGreaterThan(900)
  })
})
