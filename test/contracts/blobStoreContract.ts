import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
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

    it('says that a blob is not there', async () => {
      const absent = sha256Of(Buffer.from('absent'))
      expect(await store.stat(absent)).toBeUndefined()
      expect(await store.delete(absent)).toBe(false)
      await expect(buffer(store.read(absent))).rejects.toMatchObject({ code: 'NOT_FOUND' })
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
      return bySha256(await Array.fromAsync(store.list()))
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

function bySha256(blobs: BlobInfo[]): BlobInfo[] {
  return blobs.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
}
