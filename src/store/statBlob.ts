import { lstat } from 'node:fs/promises'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import type { BlobInfo } from './blobStore.ts'

/** The blob at `path`, or undefined when no regular file is there. */
export async function statBlob(path: string, sha256: string): Promise<BlobInfo | undefined> {
  const stats = await ifPresent(lstat(path))
  return stats?.isFile() ? { sha256, size: stats.size } : undefined
}
