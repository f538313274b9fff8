import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { garbageSteps } from '../../src/hub/upkeep/garbageReport.ts'
import type { BlobInfo, BlobStore } from '../../src/store/blobStore.ts'
import { createS3Client } from '../../src/store/s3/createS3Client.ts'
import { localStoreSteps, s3StoreSteps } from '../../src/store/storeSteps.ts'
import {
  openPlace,
  openTestUpkeep,
  type StorePlace,
  type TestUpkeep,
  type UpkeepStep,
} from '../support/openTestUpkeep.ts'
import { s3TestCredentials, type S3TestServer, startS3Server } from '../support/s3/startS3Server.ts'
import { broughtBytes, smallBytes, type UpkeepOrder } from '../support/upkeepProcess.ts'

/*
 * A process that works in the store is killed at every step of a commit, of a collection of garbage and of a look at the
 * store. Whatever the step: the store is sound afterwards, what was named is there, and the same work can be done again.
 */

const child = fileURLToPath(new URL('../support/upkeepProcess.ts', import.meta.url))

interface Engine {
  name: string
  steps: readonly UpkeepStep[]
  makePlace(folder: string): StorePlace
  /** Damages a blob behind the store's back. */
  damage(place: StorePlace, store: BlobStore, blob: BlobInfo): Promise<void>
}

let server: S3TestServer
beforeAll(async () => {
  server = await startS3Server()
  vi.stubEnv('AWS_ACCESS_KEY_ID', s3TestCredentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', s3TestCredentials.secretAccessKey)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const engines: Engine[] = [
  {
    name: 'on local disk',
    steps: localStoreSteps,
    makePlace: (folder) => ({ directory: join(folder, 'store') }),
    async damage(_place, store, blob) {
      const { chmod, writeFile } = await import('node:fs/promises')
      const path = store.localPath(blob.sha256) ?? ''
      await chmod(path, 0o644)
      await writeFile(path, 'damaged')
    },
  },
  {
    name: 'in a bucket',
    steps: s3StoreSteps,
    makePlace: (folder) => ({
      address: {
        bucket: server.bucketName,
        prefix: `${randomBytes(6).toString('hex')}/`,
        endpoint: server.url,
        region: undefined,
        pathStyle: true,
      },
      incomingDirectory: join(folder, 'incoming'),
    }),
    async damage(place, _store, { sha256 }) {
      if (!('address' in place)) throw new Error('This is no bucket.')
      const client = createS3Client(place.address)
      const key = `${place.address.prefix}blobs/sha256/${sha256.slice(0, 2)}/${sha256}`
      await client.send(new PutObjectCommand({ Bucket: place.address.bucket, Key: key, Body: 'damaged' }))
      client.destroy()
    },
  },
]

describe.each(engines)('a store $name', ({ steps, makePlace, damage }) => {
  let folder: string
  let place: StorePlace
  let location: string
  let named: BlobInfo[]
  let house: TestUpkeep
  let database: Database
  let store: BlobStore

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-faults-'))
    place = makePlace(folder)
    location = join(folder, 'weighthouse.db')
    await open()
    named = [await house.commit('named by a repo'), await house.commit('named by another')]
    await house.name('owner--one', named[0]!)
    await house.name('owner--two', named[1]!)
  })
  afterEach(async () => {
    await close()
    await rm(folder, { recursive: true })
  })

  async function open(): Promise<void> {
    database = await openDatabase(location)
    store = await openPlace(place)
    house = openTestUpkeep({ database, store })
  }

  async function close(): Promise<void> {
    await store.close()
    await database.close()
  }

  /** Has a process do the task and die at the step. */
  async function killAt(task: UpkeepOrder['task'], step: UpkeepStep, passes = 0): Promise<void> {
    await close()
    const order: UpkeepOrder = { database: location, place, task, killAt: step, passes }
    const process = spawn(globalThis.process.execPath, [child, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said: string[] = []
    process.stdout.on('data', (text: Buffer) => said.push(text.toString()))
    const [code, signal] = (await once(process, 'close')) as [number | null, string | null]
    expect({ code, signal, said }).toEqual({ code: null, signal: 'SIGKILL', said: [] })
    await open()
  }

  async function expectSound(): Promise<void> {
    const { findings, strangers, sound } = await house.upkeep.verify()
    expect({ findings, strangers, sound }).toEqual({ findings: [], strangers: [], sound: true })
    for (const blob of named) expect(await store.hash(blob.sha256)).toEqual(blob)
  }

  const commitSteps = steps.filter((step) => step.startsWith('commit'))
  it.each([
    ...commitSteps.map((step) => ({ step, passes: 0 })),
    ...(commitSteps.includes('commit: part is uploaded')
      ? [{ step: 'commit: part is uploaded' as const, passes: 2 }]
      : []),
  ])(
    'is sound after a kill in a commit at "$step" (passed $passes times), and the commit can be repeated',
    async ({ step, passes }) => {
      await killAt('commit', step, passes)
      await expectSound()
      const blob = await house.commit(broughtBytes)
      expect(await store.hash(blob.sha256)).toEqual(blob)
      await expectSound()
      expect(server.bucket.uploads.size).toBe(0)
    },
  )

  it.each(steps.filter((step) => step.startsWith('put')))(
    'is sound after a kill in a put of many at "%s", and it can be repeated',
    async (step) => {
      await killAt('put', step)
      await expectSound()
      const blobs = smallBytes.map((bytes) => ({ sha256: createHash('sha256').update(bytes).digest('hex'), bytes }))
      await store.putSmall(blobs)
      for (const { sha256, bytes } of blobs) expect(await store.hash(sha256)).toEqual({ sha256, size: bytes.length })
      await expectSound()
    },
  )

  const gcSteps = [...garbageSteps, ...steps.filter((step) => /^(?:set aside|trash)/.test(step))]
  it.each(gcSteps)('is sound after a kill in gc at "%s", and the next gc removes the rest', async (step) => {
    const garbage = [await house.commit('garbage 1'), await house.commit('garbage 2'), await house.commit('garbage 3')]
    await killAt('gc', step)
    await expectSound()
    // What the killed process held is free at once.
    await house.upkeep.collectGarbage({ graceMs: 0 })
    await expectSound()
    for (const blob of garbage) expect(await store.stat(blob.sha256)).toBeUndefined()
    const left = await Array.fromAsync(store.list())
    expect(left.map(({ sha256 }) => sha256).sort()).toEqual(named.map(({ sha256 }) => sha256).sort())
    expect(await Array.fromAsync(store.listAside('trash'))).toEqual([])
  })

  it.each(steps.filter((step) => step.startsWith('set aside')))(
    'never passes a damaged blob for a good one after a kill in verify at "%s"',
    async (step) => {
      const bad = await house.commit('will be damaged')
      await house.name('owner--three', bad)
      await damage(place, store, bad)
      await killAt('verify', step)
      const { findings, sound } = await house.upkeep.verify()
      expect(sound).toBe(false)
      expect(findings).toMatchObject([{ sha256: bad.sha256 }])
      const aside = await Array.fromAsync(store.listAside('quarantine'))
      expect(aside.length).toBeGreaterThan(0)
      for (const { sha256, size } of aside) expect({ sha256, size }).toEqual({ sha256: bad.sha256, size: 7 })

      await house.commit('will be damaged')
      await expectSound()
    },
  )
})
