import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import type { BlobInfo } from './blobStore.ts'
import { statBlob } from './statBlob.ts'

/**
 * Moves a finished file to its place among the blobs: checked, read-only and durable before its name appears.
 * A blob of the right size that is there already wins; one of another size is damaged and is replaced.
 *
 * @throws WeighthouseError VERIFICATION_FAILED when the file is not of `blob.size` bytes; the file stays
 */
export async function commitBlob(path: string, blob: BlobInfo, target: string): Promise<BlobInfo> {
  const present = await statBlob(target, blob.sha256)
  if (present?.size === blob.size) {
    await rm(path, { force: true })
    return present
  }
  await sealFile(path, blob)
  const folder = dirname(target)
  const firstMade = await makeFolder(folder)
  await rename(path, target)
  await syncDirectory(folder)
  if (firstMade !== undefined) await syncDirectory(dirname(folder))
  return { ...blob }
}

async function sealFile(path: string, blob: BlobInfo): Promise<void> {
  const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    if (size !== blob.size) {
      throw new WeighthouseError(
        'VERIFICATION_FAILED',
        `The file ${path} has ${size} bytes, where the blob ${blob.sha256} has ${blob.size}.`,
        { hint: 'Download it again.', details: { path, sha256: blob.sha256, expected: blob.size, actual: size } },
      )
    }
    await handle.sync()
    await handle.chmod(0o444)
  } finally {
    await handle.close()
  }
}
