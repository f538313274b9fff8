import { constants, open } from 'node:fs/promises'

import { systemErrorCode } from '../../foundation/errors.ts'

/**
 * Reads a file beside a model, whatever stands there; undefined when it is no plain file, longer than `longest` bytes, or
 * cannot be opened. Never waits for a pipe.
 */
export async function readSmallFile(path: string, longest: number): Promise<Buffer | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const found = await file.stat()
      if (!found.isFile() || found.size > longest) return undefined
      const bytes = Buffer.alloc(found.size)
      let done = 0
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return bytes.subarray(0, done)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (unreadable.has(systemErrorCode(error) ?? '')) return undefined
    throw error
  }
}

/** Gone, forbidden, a link to nowhere or to itself, a folder, a socket: nothing to learn here. */
const unreadable = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'ENXIO', 'ENAMETOOLONG', 'EIO'])

/** Reads such a file as JSON; undefined when it is none. */
export async function readSmallJson(path: string, longest: number): Promise<unknown> {
  const bytes = await readSmallFile(path, longest)
  if (bytes === undefined) return undefined
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
