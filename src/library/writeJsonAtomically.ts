import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { writeDurably } from '../foundation/files/writeDurably.ts'

/**
 * Replaces the file at `path` by `value` as indented JSON: a temporary file beside it, fsync, rename, fsync of the
 * folder. Whoever reads sees the old file or the new one, also after a crash.
 *
 * @param token 16 hex digits that mark the temporary file as one of this shelving
 */
export async function writeJsonAtomically(path: string, value: unknown, token: string): Promise<void> {
  const temporary = join(dirname(path), `.${token}.shelving`)
  try {
    await writeDurably(temporary, `${JSON.stringify(value, undefined, 2)}\n`, 'wx')
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncDirectory(dirname(path))
}
