import { statfs } from 'node:fs/promises'

import { WeighthouseError } from '../foundation/errors.ts'

/** Bytes that this user may still write to the file system of `folder`. */
export async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** @throws WeighthouseError DISK_FULL when `missingBytes` have no room in `freeBytes` */
export function checkFreeSpace(space: { slug: string; missingBytes: number; freeBytes: number; folder: string }): void {
  const { slug, missingBytes, freeBytes, folder } = space
  if (missingBytes <= freeBytes) return
  const [missing, free] = [missingBytes, freeBytes].map((bytes) => `${(bytes / 1e9).toFixed(2)} GB`)
  throw new WeighthouseError('DISK_FULL', `${slug} needs ${missing} more, and ${folder} has ${free} free.`, {
    hint: 'Free some space, take fewer files with --include or --exclude, or set WEIGHTHOUSE_STORE to a larger disk.',
    details: { slug, missingBytes, freeBytes, path: folder },
  })
}
