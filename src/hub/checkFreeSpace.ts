import { WeighthouseError } from '../foundation/errors.ts'

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
