import { signatureOf } from '../indexRow.ts'
import type { FoundModel } from '../layouts/foundModel.ts'

/** The signature that a found model would have in models.db. */
export function signFound({ files, sidecars }: FoundModel): string {
  return signatureOf(
    files.map(({ path, size, mtimeMs, inode, alsoAt }) => ({ path, size, mtime_ms: mtimeMs, inode, also_at: alsoAt })),
    sidecars.map(({ path, size, mtimeMs }) => ({ path, size, mtime_ms: mtimeMs })),
  )
}
