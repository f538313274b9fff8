import { unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { blobPath } from './blobPath.ts'
import type { BlobStore, HashOptions } from './blobStore.ts'
import { commitBlob } from './commitBlob.ts'
import { createFileHasher } from './hashing/createFileHasher.ts'
import { hashSmallFile } from './hashing/hashSmallFile.ts'
import { readHouses, writeHouse } from './houses.ts'
import { isRotational } from './isRotational.ts'
import { listBlobs, listStrangers } from './listBlobs.ts'
import { readBlob } from './readBlob.ts'
import { listAsideBlobs, removeAsideBlobs, setAsideBlob } from './setAsideBlob.ts'
import { createFileThread } from './smallFiles/createFileThread.ts'
import { putSmallBlobs } from './smallFiles/putSmallBlobs.ts'
import { statBlob } from './statBlob.ts'
import { checkIncoming, notInStore } from './storeErrors.ts'
import { noStep, type OnStoreStep } from './storeSteps.ts'

/**
 * Opens (or creates) the store in a folder of this machine: `blobs/sha256/ab/<64 hex>` for finished bytes, `incoming/`
 * for those on their way, `trash/` and `quarantine/` for what was set aside, `houses/` for who keeps blobs here. Several
 * processes may have the same store open.
 *
 * @throws WeighthouseError HOME_UNWRITABLE when the folders cannot be made
 */
export async function createLocalBlobStore(options: { directory: string; onStep?: OnStoreStep }): Promise<BlobStore> {
  const { directory, onStep = noStep } = options
  const blobs = join(directory, 'blobs', 'sha256')
  const incomingDirectory = join(directory, 'incoming')
  await makeFolders(directory, [blobs, incomingDirectory])
  const hasher = createFileHasher()
  const thread = createFileThread()

  return {
    incomingDirectory,
    address: directory,
    stat: async (sha256) => statBlob(blobPath(blobs, sha256), sha256),
    commitFile: async (path, blob) => {
      const target = blobPath(blobs, blob.sha256)
      checkIncoming(path, incomingDirectory)
      return commitBlob(path, blob, target, onStep)
    },
    putSmall: (small) =>
      putSmallBlobs(small, { pathOf: (sha256) => blobPath(blobs, sha256), incomingDirectory, thread, onStep }),
    read: (sha256, range) => readBlob(blobPath(blobs, sha256), sha256, range),
    hash: async (sha256, hashOptions) => hashBlob(blobPath(blobs, sha256), sha256, hashOptions),
    localPath: (sha256) => blobPath(blobs, sha256),
    list: () => listBlobs(blobs),
    listStrangers: () => listStrangers(blobs),
    delete: async (sha256) => {
      const path = blobPath(blobs, sha256)
      if (!(await ifPresent(unlink(path).then(() => true)))) return false
      await syncDirectory(dirname(path))
      return true
    },
    setAside: async (sha256, place) => setAsideBlob(blobPath(blobs, sha256), join(directory, place), onStep),
    listAside: (place) => listAsideBlobs(join(directory, place)),
    emptyTrash: () => removeAsideBlobs(join(directory, 'trash'), onStep),
    addHouse: (id, description) => writeHouse(join(directory, 'houses'), id, description),
    listHouses: () => readHouses(join(directory, 'houses')),
    readsAtOnce: async () => ((await isRotational(blobs)) ? 1 : 2),
    close: async () => {
      await thread.close()
      await hasher.close()
    },
  }

  async function hashBlob(path: string, sha256: string, hashOptions: HashOptions = {}) {
    hashOptions.signal?.throwIfAborted()
    try {
      const small = await hashSmallFile(path)
      if (!small) return await hasher.hash(path, hashOptions)
      hashOptions.onBytes?.(small.size)
      return small
    } catch (error) {
      throw systemErrorCode(error) === 'ENOENT' ? notInStore(sha256, error) : error
    }
  }
}

async function makeFolders(directory: string, folders: string[]): Promise<void> {
  try {
    for (const folder of folders) await makeFolder(folder)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === undefined) throw error
    throw new WeighthouseError(
      'HOME_UNWRITABLE',
      `The store ${directory} cannot be made: ${(error as Error).message}`,
      {
        hint: 'Give your user write access to it, or set WEIGHTHOUSE_STORE to another folder.',
        details: { path: directory },
        cause: error,
      },
    )
  }
}
