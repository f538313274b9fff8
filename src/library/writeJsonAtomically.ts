import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Replaces the file at `path` by `value` as indented JSON: a temporary file beside it, fsync, rename, fsync of the
 * folder. Whoever reads sees the old file or the new one, also after a crash.
 *
 * @param token 16 hex digits that mark the temporary file as one of this shelving
 */
export async function writeJsonAtomically(path: string, value: unknown, token: string): Promise<void> {
  const temporary = join(dirname(path), `.${token}.shelving`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Makes renames in a folder survive a power cut. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
