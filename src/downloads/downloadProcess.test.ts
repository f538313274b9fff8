import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { FileToDownload } from './fileToDownload.ts'
import { partialPaths } from './partialPaths.ts'
import { type FileServer, startFileServer } from './testing/startFileServer.ts'

const mebibyte = 1024 * 1024
const script = fileURLToPath(new URL('testing/downloadProcess.ts', import.meta.url))
/** So short that one stream fetches it: where the partial file ends is what there is of it. */
const weights = randomBytes(15 * mebibyte)
const sha256 = createHash('sha256').update(weights).digest('hex')

let directory: string
let server: FileServer
let file: FileToDownload
let bytesPerSecond: number

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-download-'))
  bytesPerSecond = 20 * mebibyte
  server = await startFileServer({ 'big.safetensors': weights }, () => ({ bytesPerSecond }))
  file = { url: `${server.url}/big.safetensors`, label: 'big.safetensors', size: weights.length, sha256 }
})

afterEach(async () => {
  await server.close()
  await rm(directory, { recursive: true })
})

describe('a download in a process of its own', () => {
  it('continues after kill -9 and fetches none of the bytes again that had reached the disk', async () => {
    const killed = await startAndKill(8 * mebibyte)
    expect(await blobs()).toEqual([])

    bytesPerSecond = 1000 * mebibyte
    const result = await finish(start())
    expect(result).toEqual({
      sha256,
      size: weights.length,
      verified: 'sha256',
      fetchedBytes: weights.length - killed,
      skippedBytes: killed,
    })
    expect(server.requests[1]?.headers.range).toBe(`bytes=${killed}-`)
    expect(weights.equals(await readFile(blobPath()))).toBe(true)
    expect(await readdir(join(directory, 'incoming'))).toEqual([])
  })

  it('finishes after being killed ten times', async () => {
    for (let kills = 1; kills <= 10; kills++) await startAndKill(kills * 1.25 * mebibyte)
    bytesPerSecond = 1000 * mebibyte
    expect(await finish(start())).toMatchObject({ sha256, verified: 'sha256' })
    // What was on its way when a process died is lost; nothing else is.
    expect(server.sentBytes()).toBeLessThan(weights.length + 10 * 3 * mebibyte)
  })

  it('trusts after a power cut only what its journal calls durable', async () => {
    await startAndKill(8 * mebibyte)
    const { partial, journal } = partialPaths(join(directory, 'incoming'), file)
    const before = JSON.parse(await readFile(`${journal}.note`, 'utf8')) as Record<string, unknown>
    await rm(`${journal}.note`)
    await writeFile(journal, JSON.stringify({ ...before, bootId: 'an earlier boot', durable: [[0, 3 * mebibyte]] }))
    bytesPerSecond = 1000 * mebibyte
    expect(await finish(start())).toMatchObject({ skippedBytes: 3 * mebibyte, sha256 })

    await rm(blobPath(), { force: true })
    bytesPerSecond = 20 * mebibyte
    await startAndKill(8 * mebibyte)
    await truncate(partial, mebibyte)
    await rm(`${journal}.note`)
    await writeFile(journal, JSON.stringify({ ...before, durable: [[0, 3 * mebibyte]], written: [[0, 3 * mebibyte]] }))
    bytesPerSecond = 1000 * mebibyte
    expect(await finish(start())).toMatchObject({ skippedBytes: 0, sha256 })
  })

  it('starts again when its partial file has been damaged, and ends with the right bytes', async () => {
    await startAndKill(8 * mebibyte)
    const { partial } = partialPaths(join(directory, 'incoming'), file)
    const bytes = await readFile(partial)
    bytes[1_000_000]! ^= 1
    await writeFile(partial, bytes)
    bytesPerSecond = 1000 * mebibyte
    expect(await finish(start())).toMatchObject({ sha256, verified: 'sha256', skippedBytes: 0 })
    expect(weights.equals(await readFile(blobPath()))).toBe(true)
  })

  it('survives a journal that is not one', async () => {
    await startAndKill(8 * mebibyte)
    const { journal } = partialPaths(join(directory, 'incoming'), file)
    for (const path of [journal, `${journal}.note`]) await writeFile(path, '{"version":1,"dura')
    bytesPerSecond = 1000 * mebibyte
    expect(await finish(start())).toMatchObject({ sha256, skippedBytes: 0 })
  })

  it('lets a second process wait and use the blob of the first', async () => {
    const [first, second] = await Promise.all([finish(start()), finish(start())])
    expect(new Set([first['fetchedBytes'], second['fetchedBytes']])).toEqual(new Set([0, weights.length]))
    expect(server.requests).toHaveLength(1)
  })

  it('lets a waiting process take over when the first is killed', async () => {
    const first = start()
    await partialReaches(4 * mebibyte)
    const second = finish(start())
    await setTimeout(300)
    first.kill('SIGKILL')
    bytesPerSecond = 1000 * mebibyte
    expect(await second).toMatchObject({ sha256, verified: 'sha256' })
    expect(server.sentBytes()).toBeLessThan(weights.length + 5 * mebibyte)
  })

  it('keeps its bytes when the file system takes no more, and continues when it does', async () => {
    // A limit of the process on the size of files, in blocks of 1,024 bytes, fails the write in the middle.
    const limited = spawn('bash', ['-c', `ulimit -f 10240; exec "$@"`, 'bash', process.execPath, script, ...argv()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(await finish(limited)).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('big.safetensors'),
      details: { file: 'big.safetensors', path: join(directory, 'incoming') },
    })
    bytesPerSecond = 1000 * mebibyte
    expect(await finish(start())).toMatchObject({ sha256, skippedBytes: 10 * mebibyte })
  })

  it('ends when the file system takes no more from one of several streams', async () => {
    const large = randomBytes(48 * mebibyte)
    const slow = await startFileServer({ 'large.safetensors': large }, () => ({ bytesPerSecond }))
    try {
      const size = large.length
      const order = JSON.stringify({ url: `${slow.url}/large.safetensors`, label: 'large.safetensors', size, sha256 })
      const limited = spawn(
        'bash',
        ['-c', `ulimit -f 16384; exec "$@"`, 'bash', process.execPath, script, directory, order],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      expect(await finish(limited)).toMatchObject({ code: 'DISK_FULL' })
      expect(slow.requests.length).toBeGreaterThan(1)
    } finally {
      await slow.close()
    }
  })
})

function argv(): string[] {
  return [directory, JSON.stringify(file)]
}

function start(): ChildProcess {
  return spawn(process.execPath, [script, ...argv()], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function finish(process: ChildProcess): Promise<Record<string, unknown>> {
  return JSON.parse(await text(process.stdout!)) as Record<string, unknown>
}

/** Kills a downloading process once it has written `bytes`; tells how many there are after its death. */
async function startAndKill(bytes: number): Promise<number> {
  const process = start()
  await partialReaches(bytes)
  process.kill('SIGKILL')
  await once(process, 'close')
  expect(process.signalCode).toBe('SIGKILL')
  return partialSize()
}

async function partialReaches(bytes: number): Promise<void> {
  while ((await partialSize()) < bytes) await setTimeout(10)
}

async function partialSize(): Promise<number> {
  const { partial } = partialPaths(join(directory, 'incoming'), file)
  return (await stat(partial).catch(() => ({ size: 0 }))).size
}

async function blobs(): Promise<string[]> {
  return readdir(join(directory, 'blobs', 'sha256'))
}

function blobPath(): string {
  return join(directory, 'blobs', 'sha256', sha256.slice(0, 2), sha256)
}
