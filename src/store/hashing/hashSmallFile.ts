import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Up to so many bytes, asking a thread takes longer than the work. */
const smallBytes = 512 * 1024

/**
 * The sha256 of a file that is small enough to be hashed here and now; undefined for a larger one.
 * @throws system errors (ENOENT, ELOOP for a symbolic link)
 */
export async function hashSmallFile(path: string): Promise<{ sha256: string; size: number } | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    if ((await handle.stat()).size > smallBytes) return undefined
    const bytes = await handle.readFile()
    return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
  } finally {
    await handle.close()
  }
}
