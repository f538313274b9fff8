import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deserialize } from 'node:v8'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { DiskEvent } from '../../test/support/powerCut/diskEvents.ts'
import { losses, simulateDisk, writeDisk } from '../../test/support/powerCut/simulateDisk.ts'
import { createHttpClient } from '../foundation/http/createHttpClient.ts'
import { silentLog } from '../foundation/log.ts'
import { createLocalBlobStore } from '../store/createLocalBlobStore.ts'
import { downloadFile } from './downloadFile.ts'
import { createFileFollower } from './hashing/createFileFollower.ts'
import { type FileServer, startFileServer } from './testing/startFileServer.ts'

const mebibyte = 1024 * 1024
const recorder = fileURLToPath(new URL('../../test/support/powerCut/recordWrites.ts', import.meta.url))
const program = fileURLToPath(new URL('testing/downloadProcess.ts', import.meta.url))
const weights = randomBytes(8 * mebibyte)
const sha256 = createHash('sha256').update(weights).digest('hex')

let directory: string
let home: string
let events: DiskEvent[]
let server: FileServer
let bytesPerSecond = 2.5 * mebibyte

/* A real download is recorded once; then the power is cut, on a simulated disk, at many moments of it. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-power-'))
  home = join(directory, 'recorded')
  server = await startFileServer({ 'big.safetensors': weights }, () => ({ bytesPerSecond }))
  const log = join(directory, 'events')
  const child = spawn(process.execPath, ['--import', recorder, program, home, JSON.stringify(theFile())], {
    stdio: 'inherit',
    env: { ...process.env, POWER_CUT_LOG: log },
  })
  expect(await once(child, 'exit')).toEqual([0, null])
  events = deserialize(await readFile(log)) as DiskEvent[]
  bytesPerSecond = 1000 * mebibyte
})

afterAll(async () => {
  await server.close()
  await rm(directory, { recursive: true })
})

describe('a power cut during a download', () => {
  it('is looked at in a recording that has all that matters', () => {
    const written = events.flatMap((event) => (event.kind === 'write' ? [event.bytes.length] : []))
    expect(written.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(weights.length)
    const end = simulateDisk(events, { tick: Infinity, loss: 'lost', namesLost: false, random: () => 0 })
    // Without a power cut before the end, all is durable.
    expect([...end.keys()].map((path) => basename(path))).toEqual([sha256])
    expect(sha256Of([...end.values()][0]!)).toBe(sha256)
  })

  const ways = losses.flatMap((loss) => [false, true].map((namesLost) => ({ loss, namesLost })))
  it.each(ways)(
    'leaves no wrong blob and keeps what was durable (bytes $loss, names lost: $namesLost)',
    async (way) => {
      const follower = createFileFollower()
      const http = createHttpClient({ timeoutMs: 10_000, userAgent: 'weighthouse/test', log: silentLog })
      try {
        for (const tick of moments(10)) {
          const place = join(directory, `cut-${way.loss}-${way.namesLost}-${tick}`)
          const random = dice(tick)
          writeDisk(simulateDisk(events, { ...way, tick, random }), home, place)
          expect(blobsIn(place), `at tick ${tick}`).toSatisfy((hashes: string[]) =>
            hashes.every((hash) => hash === sha256),
          )
          const durable = durableBytes(tick, way.namesLost)
          await pretendBoot(place)
          const result = await downloadFile({
            file: theFile(),
            store: await createLocalBlobStore({ directory: place }),
            http,
            follower,
          })
          expect(result).toMatchObject({ sha256, verified: 'sha256' })
          expect(result.fetchedBytes, `at tick ${tick}, when ${durable} bytes were durable`).toBeLessThanOrEqual(
            weights.length - durable,
          )
          expect(blobsIn(place)).toEqual([sha256])
          await rm(place, { recursive: true })
        }
      } finally {
        await http.close()
        await follower.close()
      }
    },
    60_000,
  )
})

function theFile() {
  return { url: `${server.url}/big.safetensors`, label: 'big.safetensors', size: weights.length, sha256 }
}

/** Ticks all over the recording, and around each sync and each change of a name. */
function moments(count: number): number[] {
  const last = events.at(-1)!.at + 1
  const even = Array.from({ length: count }, (_, index) => Math.round((last * (index + 1)) / count))
  const special = events.flatMap((event) => {
    if (event.kind === 'sync') return [event.at, event.ended]
    return event.kind === 'rename' ? [event.at] : []
  })
  const some = special.filter(
    (_, index) => index % Math.ceil(special.length / count) === 0 || index > special.length - 8,
  )
  return [...new Set([...even, ...some])].filter(Number.isFinite).toSorted((a, b) => a - b)
}

/** What the journals that had become durable say of the file: a resume must not fetch that again. */
function durableBytes(tick: number, namesLost: boolean): number {
  const syncs = events.filter((event) => event.kind === 'sync').filter(({ ended }) => ended <= tick)
  const lastSync = Math.max(0, ...syncs.map(({ at }) => at))
  const named = events.filter((event) => event.kind === 'rename' && event.at <= (namesLost ? lastSync : tick))
  const found = events.flatMap((event) => {
    if (event.kind !== 'write' || !syncs.some(({ file, at }) => file === event.file && at > event.ended)) return []
    // A journal is written under another name first.
    const created = events.find((each) => each.kind === 'create' && each.file === event.file)
    const path = created?.kind === 'create' ? created.path : ''
    if (!/\.journal/.test(path)) return []
    if (!named.some((each) => each.kind === 'rename' && each.from === path && each.at > event.at)) return []
    const { durable } = JSON.parse(Buffer.from(event.bytes).toString()) as { durable: [number, number][] }
    return durable.map(([start, end]) => end - start)
  })
  return Math.max(0, ...found)
}

/** The machine has been started again, which took its time. */
async function pretendBoot(place: string): Promise<void> {
  const incoming = join(place, 'incoming')
  const before = new Date(Date.now() - 60_000)
  for (const name of listFolder(incoming)) await utimes(join(incoming, name), before, before)
  for (const name of listFolder(incoming).filter((each) => each.includes('.journal'))) {
    const path = join(incoming, name)
    // What was lost is no text; what is there names its boot.
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace(/"bootId":"[^"]*"/, '"bootId":"an earlier boot"'))
  }
}

/** The true sha256 of each file that has a blob's name. */
function blobsIn(place: string): string[] {
  const blobs = join(place, 'blobs', 'sha256')
  return listFolder(blobs).flatMap((prefix) =>
    listFolder(join(blobs, prefix)).map((name) => {
      const hash = sha256Of(readFileSync(join(blobs, prefix, name)))
      expect(name).toBe(sha256)
      return hash
    }),
  )
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The same numbers between 0 and 1 for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
