import { unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { blobPath } from './blobPath.ts'
import type { BlobStore } from './blobStore.ts'
import { commitBlob } from './commitBlob.ts'
import { listBlobs } from './listBlobs.ts'
import { readBlob } from './readBlob.ts'
import { statBlob } from './statBlob.ts'

/**
 * Opens (or creates) the store in a folder of this machine: `blobs/sha256/ab/<64 hex>` for finished bytes,
 * `incoming/` for those on their way. Several processes may have the same store open.
 *
 * @throws WeighthouseError HOME_UNWRITABLE when the folders cannot be made
 */
export async function createLocalBlobStore(options: { directory: string }): Promise<BlobStore> {
  const blobs = join(options.directory, 'blobs', 'sha256')
  const incomingDirectory = join(options.directory, 'incoming')
  await makeFolders(options.directory, [blobs, incomingDirectory])

  return {
    incomingDirectory,
    stat: async (sha256) => statBlob(blobPath(blobs, sha256), sha256),
    commitFile: async (path, blob) => {
      const target = blobPath(blobs, blob.sha256)
      if (dirname(resolve(path)) !== resolve(incomingDirectory)) {
        throw new WeighthouseError('INVALID_ARGUMENT', `${path} is not in the store's incoming folder.`, {
          hint: `Only files in ${incomingDirectory} can be committed.`,
        })
      }
      return commitBlob(path, blob, target)
    },
    read: (sha256, range) => readBlob(blobPath(blobs, sha256), sha256, range),
    localPath: (sha256) => blobPath(blobs, sha256),
    list: () => listBlobs(blobs),
    delete: async (sha256) => {
      const path = blobPath(blobs, sha256)
      try {
        await unlink(path)
      } catch (error) {
        if (systemErrorCode(error) === 'ENOENT') return false
        throw error
      }
      await syncDirectory(dirname(path))
      return true
    },
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
