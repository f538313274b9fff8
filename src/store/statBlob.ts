import { lstat } from 'node:fs/promises'

import { systemErrorCode } from '../foundation/errors.ts'
import type { BlobInfo } from './blobStore.ts'

/** The blob at `path`, or undefined when no regular file is there. */
export async function statBlob(path: string, sha256: string): Promise<BlobInfo | undefined> {
  try {
    const stats = await lstat(path)
    return stats.isFile() ? { sha256, size: stats.size } : undefined
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
