import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { makeFolder } from '../foundation/files/makeFolder.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import type { BlobInfo } from './blobStore.ts'
import { statBlob } from './statBlob.ts'
import { wrongSize } from './storeErrors.ts'
import type { OnStoreStep } from './storeSteps.ts'

/**
 * Moves a finished file to its place among the blobs: checked, read-only and durable before its name appears.
 * A blob of the right size that is there already wins; one of another size is damaged and is replaced.
 *
 * @throws WeighthouseError VERIFICATION_FAILED when the file is not of `blob.size` bytes; the file stays
 */
export async function commitBlob(path: string, blob: BlobInfo, target: string, onStep: OnStoreStep): Promise<BlobInfo> {
  onStep('commit: begun')
  const present = await statBlob(target, blob.sha256)
  if (present?.size === blob.size) {
    await rm(path, { force: true })
    return present
  }
  await sealFile(path, blob)
  onStep('commit: file is durable and read-only')
  const folder = dirname(target)
  const firstMade = await makeFolder(folder)
  onStep('commit: folder is made')
  await rename(path, target)
  onStep('commit: renamed')
  await syncDirectory(folder)
  if (firstMade !== undefined) await syncDirectory(dirname(folder))
  onStep('commit: folder is durable')
  return { ...blob }
}

async function sealFile(path: string, blob: BlobInfo): Promise<void> {
  const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    if (size !== blob.size) throw wrongSize(path, blob, size)
    await handle.sync()
    await handle.chmod(0o444)
  } finally {
    await handle.close()
  }
}
