import { constants } from 'node:fs'
import { chmod, type FileHandle, open, rm } from 'node:fs/promises'

import { systemErrorCode } from '../foundation/errors.ts'

const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW

/**
 * Opens (or creates) a partial file for reading and writing. What is there but is not a plain file of one name, or not
 * ours to write, is put out of the way: writing to it could reach a file that somebody else relies on.
 */
export async function openPartialHandle(path: string): Promise<FileHandle> {
  const handle = await openWritable(path)
  if (handle) {
    const stats = await handle.stat()
    if (stats.isFile() && stats.nlink === 1) return handle
    await handle.close()
  }
  await rm(path, { force: true })
  return open(path, flags, 0o600)
}

async function openWritable(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags, 0o600)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ELOOP') return undefined
    if (code !== 'EACCES') throw error
  }
  // A commit makes a file read-only before it moves it; the process was killed in between.
  await chmod(path, 0o600)
  return open(path, flags)
}
