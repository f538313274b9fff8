import { execFile } from 'node:child_process'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

import { systemErrorCode } from '../errors.ts'
import { syncDirectory } from './syncDirectory.ts'

const run = promisify(execFile)

/** From so many files on, one look at the whole file system takes less time. */
const many = 24
const syncedAtOnce = 16

/**
 * Puts files, and their names in their folders, on the disk. Of many small ones, the disk would write each by itself:
 * where there is coreutils' `sync --file-system` (syncfs(2)), it puts all of them there at once.
 * @param paths absolute, of one file system
 */
export async function syncFiles(paths: readonly string[]): Promise<void> {
  const [first] = paths
  if (first === undefined) return
  if (paths.length >= many && process.platform === 'linux' && (await syncFileSystem(dirname(first)))) return
  let next = 0
  const work = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) await syncFile(path)
  }
  await Promise.all(Array.from({ length: Math.min(syncedAtOnce, paths.length) }, work))
  for (const folder of new Set(paths.map((path) => dirname(path)))) await syncDirectory(folder)
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** False where the command is not there, or is another one of that name. */
async function syncFileSystem(folder: string): Promise<boolean> {
  try {
    await run('sync', ['-f', folder])
    return true
  } catch (error) {
    // An exit code is a number and means that the command did not do it, for whatever reason.
    if (
      systemErrorCode(error) === 'ENOENT' ||
      (error instanceof Error && 'code' in error && typeof error.code === 'number')
    )
      return false
    throw error
  }
}
