import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { call, pickle, proto } from '../../../test/support/formats/assemblePickle.ts'
import { writeZip } from '../../../test/support/formats/writeZip.ts'
import { temporaryFolder } from '../../../test/support/temporaryHome.ts'
import { scanFile } from '../../formats/scan/scanFile.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import { createLocalBlobStore } from '../../store/createLocalBlobStore.ts'
import { openBlobSource } from './openBlobSource.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let store: BlobStore

beforeEach(async () => {
  folder = await temporaryFolder('blob-source')
  store = await createLocalBlobStore({ directory: folder.path })
})
afterEach(async () => {
  await store.close()
  await folder.remove()
})

async function commit(bytes: Buffer) {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const path = join(store.incomingDirectory, 'file')
  await writeFile(path, bytes)
  return store.commitFile(path, { sha256, size: bytes.length })
}

/** The same blobs, as a store on another machine gives them: by ranges only. */
const elsewhere = () => ({ read: store.read, localPath: () => undefined })

it.each([1000, 100_000, 3_000_000])('reads a blob of %i bytes here and elsewhere, at any place', async (size) => {
  const bytes = randomBytes(size)
  const blob = await commit(bytes)
  for (const source of [await openBlobSource(store, blob), await openBlobSource(elsewhere(), blob)]) {
    expect(source.size).toBe(size)
    for (const [offset, length] of [
      [0, 10],
      [size - 5, 100],
      [Math.floor(size / 2), 700],
      [1, 9],
      [size, 1],
      [0, size],
    ] as const)
      expect(await source.read(offset, length)).toEqual(bytes.subarray(offset, offset + length))
    await source.close()
  }
})

it('finds the same in a file here and elsewhere', async () => {
  const filler = { name: 'archive/data/0', content: randomBytes(2_500_000) }
  const attack = { name: 'archive/data.pkl', content: pickle(proto(2), call('posix', 'system')), deflate: true }
  const blob = await commit(writeZip([filler, attack]))
  const reports = [store, elsewhere()].map(async (from) => scanFile(await openBlobSource(from, blob), 'model.pt'))
  const [here, there] = await Promise.all(reports)
  expect(here).toMatchObject({ verdict: 'dangerous', format: 'torch' })
  expect(there).toEqual(here)
})

it('says that a blob is not there', async () => {
  const blob = { sha256: 'a'.repeat(64), size: 10 }
  await expect(openBlobSource(store, blob)).rejects.toMatchObject({ code: 'ENOENT' })
  const source = await openBlobSource(elsewhere(), blob)
  await expect(source.read(0, 10)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
