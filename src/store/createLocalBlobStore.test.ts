import { createHash } from 'node:crypto'
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { describeBlobStoreContract } from '../../test/contracts/blobStoreContract.ts'
import type { BlobStore } from './blobStore.ts'
import { createLocalBlobStore } from './createLocalBlobStore.ts'

describeBlobStoreContract('the local blob store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weighthouse-store-'))
  const store = await createLocalBlobStore({ directory })
  return {
    store,
    plant: async (name, bytes) => {
      const path = join(directory, 'blobs', 'sha256', name)
      await mkdir(dirname(path), { recursive: true })
      await rm(path, { force: true })
      await writeFile(path, bytes)
    },
    address: {
      module: new URL('createLocalBlobStore.ts', import.meta.url).href,
      factory: 'createLocalBlobStore',
      options: { directory },
    },
    async dispose() {
      await store.close()
      await rm(directory, { recursive: true })
    },
  }
})

describe('the local blob store', () => {
  let directory: string
  let store: BlobStore
  const bytes = Buffer.from('some weights')
  const sha256 = createHash('sha256').update(bytes).digest('hex')

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'weighthouse-store-'))
    store = await createLocalBlobStore({ directory })
  })
  afterEach(() => rm(directory, { recursive: true }))

  async function commit(): Promise<string> {
    const path = join(store.incomingDirectory, 'file')
    await writeFile(path, bytes)
    await store.commitFile(path, { sha256, size: bytes.length })
    return join(directory, 'blobs', 'sha256', sha256.slice(0, 2), sha256)
  }

  it('names a blob by its digest and makes it read-only', async () => {
    const path = await commit()
    expect(store.localPath(sha256)).toBe(path)
    expect(await readFile(path)).toEqual(bytes)
    expect((await lstat(path)).mode & 0o777).toBe(0o444)
  })

  it('replaces a blob whose size shows that it is damaged', async () => {
    const path = await commit()
    await chmod(path, 0o644)
    await truncate(path, 3)
    await commit()
    expect(await readFile(path)).toEqual(bytes)
  })

  it('keeps the inode of a blob that is committed again, so that links to it stay links', async () => {
    const path = await commit()
    await link(path, join(directory, 'in-the-library'))
    await commit()
    expect((await lstat(path)).ino).toBe((await lstat(join(directory, 'in-the-library'))).ino)
  })

  it('takes no file from outside its incoming folder', async () => {
    const outside = join(directory, 'mine')
    await writeFile(outside, bytes)
    await expect(store.commitFile(outside, { sha256, size: bytes.length })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    expect(await readFile(outside)).toEqual(bytes)
  })

  it('follows no symbolic link, neither into the store nor out of it', async () => {
    const outside = join(directory, 'mine')
    await writeFile(outside, bytes)
    const inside = join(store.incomingDirectory, 'link')
    await symlink(outside, inside)
    await expect(store.commitFile(inside, { sha256, size: bytes.length })).rejects.toMatchObject({ code: 'ELOOP' })
    expect((await lstat(outside)).mode & 0o200).toBe(0o200)

    const path = await commit()
    await rm(path, { force: true })
    await symlink(outside, path)
    expect(await store.stat(sha256)).toBeUndefined()
  })

  it('counts the hard links from outside, and setting a blob aside leaves them their bytes', async () => {
    const path = await commit()
    const inLibrary = join(directory, 'in-the-library')
    await link(path, inLibrary)
    expect(await Array.fromAsync(store.list())).toMatchObject([{ sha256, links: 1 }])
    await store.setAside(sha256, 'trash')
    expect(await store.emptyTrash()).toEqual({ blobs: 1, bytes: bytes.length })
    expect(await readFile(inLibrary)).toEqual(bytes)
  })

  it('hashes no symbolic link, and removes nothing from trash and quarantine that it did not put there', async () => {
    const path = await commit()
    const outside = join(directory, 'mine')
    await writeFile(outside, bytes)
    await store.setAside(sha256, 'trash')
    await writeFile(join(directory, 'trash', 'notes.txt'), 'mine')
    await symlink(outside, join(directory, 'trash', `${sha256}.00000000`))
    expect(await store.emptyTrash()).toEqual({ blobs: 1, bytes: bytes.length })
    expect((await readdir(join(directory, 'trash'))).sort()).toEqual([`${sha256}.00000000`, 'notes.txt'])

    await symlink(outside, path)
    await expect(store.hash(sha256)).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it('says which folder it cannot make', async () => {
    const blocked = join(directory, 'a-file')
    await writeFile(blocked, '')
    await expect(createLocalBlobStore({ directory: blocked })).rejects.toMatchObject({
      code: 'HOME_UNWRITABLE',
      details: { path: blocked },
    })
  })
})
