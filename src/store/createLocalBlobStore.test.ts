import { createHash } from 'node:crypto'
import { chmod, link, lstat, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { describeBlobStoreContract } from '../../test/contracts/blobStoreContract.ts'
import type { BlobStore } from './blobStore.ts'
import { createLocalBlobStore } from './createLocalBlobStore.ts'

describeBlobStoreContract('the local blob store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weighthouse-store-'))
  return {
    store: await createLocalBlobStore({ directory }),
    address: {
      module: new URL('createLocalBlobStore.ts', import.meta.url).href,
      factory: 'createLocalBlobStore',
      options: { directory },
    },
    dispose: () => rm(directory, { recursive: true }),
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

  it('says which folder it cannot make', async () => {
    const blocked = join(directory, 'a-file')
    await writeFile(blocked, '')
    await expect(createLocalBlobStore({ directory: blocked })).rejects.toMatchObject({
      code: 'HOME_UNWRITABLE',
      details: { path: blocked },
    })
  })
})
