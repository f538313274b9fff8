import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import type { PlacingStore } from './placeFile.ts'

/**
 * Whether the file at `path` is still what Weighthouse put there: `linked` when it is the blob itself, `equal` when
 * its bytes have the same sha256, `changed` when it is anything else (a link, a directory, other bytes), `absent`.
 */
export async function holdsBytes(
  path: string,
  file: { sha256: string; size: number },
  store: PlacingStore,
): Promise<'linked' | 'equal' | 'changed' | 'absent'> {
  const found = await ifPresent(lstat(path, { bigint: true }))
  if (!found) return 'absent'
  if (!found.isFile() || found.size !== BigInt(file.size)) return 'changed'
  const blobPath = store.localPath(file.sha256)
  const blob = blobPath === undefined ? undefined : await ifPresent(stat(blobPath, { bigint: true }))
  if (blob && blob.ino === found.ino && blob.dev === found.dev) return 'linked'
  return (await hashFile(path)) === file.sha256 ? 'equal' : 'changed'
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash)
  return hash.digest('hex')
}
