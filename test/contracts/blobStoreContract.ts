import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { BlobInfo, BlobStore } from '../../src/store/blobStore.ts'

/** How another process opens the same store: a module, the name of its factory, and the factory's options as JSON. */
export interface StoreAddress {
  module: string
  factory: string
  options: Record<string, unknown>
}

export interface BlobStoreFixture {
  store: BlobStore
  address: StoreAddress
  /** Writes bytes behind the store's back, under a name below `blobs/sha256/`; replaces what is there. */
  plant(name: string, bytes: Buffer): Promise<void>
  dispose(): Promise<void>
}

const child = fileURLToPath(new URL('blobStoreProcess.ts', import.meta.url))

/** What every BlobStore must do. Each implementation's test calls this with a way to make an empty store. */
export function describeBlobStoreContract(name: string, create: () => Promise<BlobStoreFixture>): void {
  describe(`${name} keeps the BlobStore contract`, () => {
    let fixture: BlobStoreFixture
    let store: BlobStore

    beforeEach(async () => {
      fixture = await create()
      store = fixture.store
    })
    afterEach(() => fixture.dispose())

    it('gives back the bytes that were committed', async () => {
      const bytes = randomBytes(300_000)
      const blob = await commit(bytes)
      expect(await store.stat(blob.sha256)).toEqual({ sha256: blob.sha256, size: 300_000 })
      expect(sha256Of(await buffer(store.read(blob.sha256)))).toBe(blob.sha256)
    })

    it('reads a range whose both ends are included', async () => {
      const blob = await commit(Buffer.from('0123456789'))
      expect((await buffer(store.read(blob.sha256, { start: 2, end: 5 }))).toString()).toBe('2345')
      expect((await buffer(store.read(blob.sha256, { start: 9, end: 9 }))).toString()).toBe('9')
    })

    it('holds a blob of no bytes', async () => {
      const blob = await commit(Buffer.alloc(0))
      expect(await store.stat(blob.sha256)).toEqual({ sha256: blob.sha256, size: 0 })
      expect(await buffer(store.read(blob.sha256))).toHaveLength(0)
    })

    it('takes many small blobs at once, also such as are there, and the same twice', async () => {
      const there = await commit(Buffer.from('small 3'))
      const blobs = Array.from({ length: 40 }, (_, index) => {
        const bytes = Buffer.from(`small ${index % 30}`)
        return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes }
      })
      expect(await store.putSmall(blobs)).toEqual(blobs.map(({ sha256, bytes }) => ({ sha256, size: bytes.length })))
      for (const { sha256, bytes } of blobs) expect(await store.hash(sha256)).toEqual({ sha256, size: bytes.length })
      expect(await store.stat(there.sha256)).toEqual(there)
      expect(await Array.fromAsync(store.list())).toHaveLength(30)
      await expect(store.putSmall([{ sha256: '../x', bytes: Buffer.from('x') }])).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      })
    })

    it('says that a blob is not there', async () => {
      const absent = sha256Of(Buffer.from('absent'))
      expect(await store.stat(absent)).toBeUndefined()
      expect(await store.delete(absent)).toBe(false)
      await expect(buffer(store.read(absent))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(store.hash(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await store.setAside(absent, 'trash')).toBeUndefined()
      expect(await store.setAside(absent, 'quarantine')).toBeUndefined()
    })

    it('takes the file out of the incoming folder', async () => {
      const path = await bring(Buffer.from('moved'))
      await store.commitFile(path, { sha256: sha256Of(Buffer.from('moved')), size: 5 })
      expect(existsSync(path)).toBe(false)
    })

    it('discards the second copy of a blob', async () => {
      const first = await commit(Buffer.from('twice'))
      const path = await bring(Buffer.from('twice'))
      expect(await store.commitFile(path, first)).toEqual(first)
      expect(existsSync(path)).toBe(false)
      expect(await listed()).toEqual([first])
    })

    it('answers a repeated commit of the same path like the first', async () => {
      const bytes = Buffer.from('again')
      const path = await bring(bytes)
      const blob = { sha256: sha256Of(bytes), size: 5 }
      expect(await store.commitFile(path, blob)).toEqual(blob)
      expect(await store.commitFile(path, blob)).toEqual(blob)
    })

    it('stores nothing when the size differs, and leaves the file to the caller', async () => {
      const path = await bring(Buffer.from('short'))
      const blob = { sha256: sha256Of(Buffer.from('short and more')), size: 14 }
      await expect(store.commitFile(path, blob)).rejects.toMatchObject({
        code: 'VERIFICATION_FAILED',
        details: { expected: 14, actual: 5 },
      })
      expect(await store.stat(blob.sha256)).toBeUndefined()
      expect(await listed()).toEqual([])
      expect(existsSync(path)).toBe(true)
    })

    it.each(['', 'abc', '../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`])(
      'refuses the digest %j before it touches a path',
      async (digest) => {
        const path = await bring(Buffer.from('x'))
        const refusal = { code: 'INVALID_ARGUMENT' }
        await expect(store.stat(digest)).rejects.toMatchObject(refusal)
        await expect(store.delete(digest)).rejects.toMatchObject(refusal)
        await expect(store.hash(digest)).rejects.toMatchObject(refusal)
        await expect(store.setAside(digest, 'trash')).rejects.toMatchObject(refusal)
        await expect(store.commitFile(path, { sha256: digest, size: 1 })).rejects.toMatchObject(refusal)
        expect(() => store.read(digest)).toThrow(expect.objectContaining(refusal))
        expect(() => store.localPath(digest)).toThrow(expect.objectContaining(refusal))
        expect(existsSync(path)).toBe(true)
      },
    )

    it('refuses a range that is none', async () => {
      const blob = await commit(Buffer.from('0123456789'))
      expect(() => store.read(blob.sha256, { start: 5, end: 4 })).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    })

    it('reads nothing beyond the end', async () => {
      const blob = await commit(Buffer.from('0123456789'))
      expect((await buffer(store.read(blob.sha256, { start: 8, end: 100 }))).toString()).toBe('89')
      expect(await buffer(store.read(blob.sha256, { start: 10, end: 12 }))).toHaveLength(0)
    })

    it('tells what the bytes of a blob are, also when they are not what its name says', async () => {
      for (const size of [0, 1, 700_000, 3_000_000]) {
        const blob = await commit(randomBytes(size))
        let told = 0
        expect(await store.hash(blob.sha256, { onBytes: (bytes) => (told += bytes) })).toEqual(blob)
        expect(told).toBe(size)

        const wrong = randomBytes(size + 1)
        await fixture.plant(`${blob.sha256.slice(0, 2)}/${blob.sha256}`, wrong)
        expect(await store.hash(blob.sha256)).toEqual({ sha256: sha256Of(wrong), size: wrong.length })
      }
    })

    it('stops hashing when it is told to', async () => {
      const blob = await commit(randomBytes(1_000_000))
      const reason = new Error('enough')
      await expect(store.hash(blob.sha256, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(await store.hash(blob.sha256)).toEqual(blob)
    })

    it('says when a blob came, and how many other names its bytes have', async () => {
      const before = Date.now() - 2_000
      await commit(Buffer.from('dated'))
      const [blob] = await Array.fromAsync(store.list())
      expect(blob?.storedAt).toBeGreaterThan(before)
      expect(blob?.storedAt).toBeLessThan(Date.now() + 2_000)
      expect(blob?.links).toBe(0)
    })

    it('takes a blob out of the store and keeps its bytes in the quarantine, twice if need be', async () => {
      const bytes = Buffer.from('damaged')
      const blob = await commit(bytes)
      const first = await store.setAside(blob.sha256, 'quarantine')
      expect(first).toMatchObject(blob)
      expect(await store.stat(blob.sha256)).toBeUndefined()
      expect(await listed()).toEqual([])

      await commit(bytes)
      const second = await store.setAside(blob.sha256, 'quarantine')
      expect(second?.place).not.toBe(first?.place)
      const aside = await Array.fromAsync(store.listAside('quarantine'))
      expect(aside.toSorted(byPlace)).toEqual([first!, second!].toSorted(byPlace))
      expect(await store.emptyTrash()).toEqual({ blobs: 0, bytes: 0 })
      expect(await Array.fromAsync(store.listAside('quarantine'))).toHaveLength(2)
    })

    it('takes blobs to the trash, from where they do not come back', async () => {
      const [gone, left] = [await commit(Buffer.from('gone')), await commit(Buffer.from('left'))]
      expect(await store.setAside(gone.sha256, 'trash')).toMatchObject(gone)
      expect(await store.stat(gone.sha256)).toBeUndefined()
      await store.emptyTrash()
      expect(await Array.fromAsync(store.listAside('trash'))).toEqual([])
      expect(await store.emptyTrash()).toEqual({ blobs: 0, bytes: 0 })
      expect(await listed()).toEqual([left])
      expect(await commit(Buffer.from('gone'))).toEqual(gone)
    })

    it('lists what lies among the blobs and is none, and nothing else', async () => {
      const blob = await commit(Buffer.from('blob'))
      const elsewhere = sha256Of(Buffer.from('in the wrong folder'))
      const folder = elsewhere.startsWith('00') ? '01' : '00'
      for (const name of ['notes.txt', `${blob.sha256.slice(0, 2)}/x`, `${folder}/${elsewhere}`, `zz/${blob.sha256}`]) {
        await fixture.plant(name, Buffer.from('foreign'))
      }
      expect(await listed()).toEqual([blob])
      const strangers = (await Array.fromAsync(store.listStrangers())).sort()
      // A folder that is none of ours is told as one.
      expect(strangers.map((path) => path.replace(/^.*\/blobs\/sha256\//, '').replace(/^zz.*/, 'zz')).sort()).toEqual(
        [`${folder}/${elsewhere}`, `${blob.sha256.slice(0, 2)}/x`, 'notes.txt', 'zz'].sort(),
      )
    })

    it('remembers which houses keep blobs in it', async () => {
      const [one, other] = [randomUUID(), randomUUID()]
      expect(await store.listHouses()).toEqual([])
      await store.addHouse(one, 'mine')
      await store.addHouse(one, 'mine')
      await store.addHouse(other, 'yours')
      const houses = await store.listHouses()
      expect(houses.toSorted((a, b) => (a.description < b.description ? -1 : 1))).toEqual([
        { id: one, description: 'mine' },
        { id: other, description: 'yours' },
      ])
      await expect(store.addHouse('../../etc/passwd', 'x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    })

    it('lists every blob and deletes one of them', async () => {
      const blobs = await Promise.all(['a', 'b', 'c'].map((text) => commit(Buffer.from(text))))
      expect(await listed()).toEqual(bySha256(blobs))
      const [gone, ...left] = blobs
      expect(await store.delete(gone!.sha256)).toBe(true)
      expect(await store.delete(gone!.sha256)).toBe(false)
      expect(await store.stat(gone!.sha256)).toBeUndefined()
      expect(await listed()).toEqual(bySha256(left))
    })

    it('ends with one sound blob when two processes commit the same bytes at the same time', async () => {
      const blobs = 20
      const processes = [startProcess('7', blobs), startProcess('7', blobs)]
      const exits = await Promise.all(processes.map((process) => once(process, 'exit')))
      expect(exits.map(([code]) => code as unknown)).toEqual([0, 0])
      const stored = await listed()
      expect(stored).toHaveLength(blobs)
      await expectSound(stored)
    })

    it('has no half blob and has lost none after kill -9 in the middle of commits', async () => {
      for (const [round, milliseconds] of [5, 20, 45, 80, 120].entries()) {
        const process = startProcess(String(round), 100_000)
        const acknowledged: string[] = []
        const lines = createInterface({ input: process.stdout })
        lines.on('line', (line) => acknowledged.push(line))
        await once(lines, 'line')
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
        process.kill('SIGKILL')
        await once(process, 'close')
        expect(process.signalCode).toBe('SIGKILL')

        const stored = await listed()
        await expectSound(stored)
        expect(stored.map((blob) => blob.sha256)).toEqual(expect.arrayContaining(acknowledged))
      }
    })

    async function bring(bytes: Buffer): Promise<string> {
      const path = join(store.incomingDirectory, `test-${randomBytes(8).toString('hex')}`)
      await writeFile(path, bytes)
      return path
    }

    async function commit(bytes: Buffer): Promise<BlobInfo> {
      return store.commitFile(await bring(bytes), { sha256: sha256Of(bytes), size: bytes.length })
    }

    async function listed(): Promise<BlobInfo[]> {
      const blobs = await Array.fromAsync(store.list())
      return bySha256(blobs.map(({ sha256, size }) => ({ sha256, size })))
    }

    async function expectSound(blobs: BlobInfo[]): Promise<void> {
      for (const blob of blobs) {
        const bytes = await buffer(store.read(blob.sha256))
        expect({ sha256: sha256Of(bytes), size: bytes.length }).toEqual(blob)
      }
    }

    function startProcess(seed: string, blobs: number): ChildProcessByStdio<null, Readable, null> {
      return spawn(process.execPath, [child, JSON.stringify(fixture.address), seed, String(blobs)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    }
  })
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function byPlace(one: { place: string }, other: { place: string }): number {
  return one.place < other.place ? -1 : 1
}

function bySha256(blobs: BlobInfo[]): BlobInfo[] {
  return blobs.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
}
