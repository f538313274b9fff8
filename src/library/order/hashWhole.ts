import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file whose bytes were read now. */
export interface ReadFile {
  sha256: string
  size: bigint
  device: bigint
  inode: bigint
  mode: number
  /** Names that it has on disk. */
  links: number
  owner: string
  mtimeMs: number
  /** Nanoseconds, for telling whether it was changed since. */
  changed: bigint
}

const chunkBytes = 4 * 1024 * 1024

/**
 * The sha256 of a file and what the disk says of it; undefined when it was changed while it was read, or is no plain file.
 * A link is not followed.
 */
export async function hashWhole(path: string, signal?: AbortSignal): Promise<ReadFile | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const before = await handle.stat({ bigint: true })
    if (!before.isFile()) return undefined
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(chunkBytes)
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, null)
      if (bytesRead === 0) break
      hash.update(chunk.subarray(0, bytesRead))
    }
    const after = await handle.stat({ bigint: true })
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) return undefined
    return {
      sha256: hash.digest('hex'),
      size: after.size,
      device: after.dev,
      inode: after.ino,
      mode: Number(after.mode & 0o7777n),
      links: Number(after.nlink),
      owner: `${after.uid}:${after.gid}`,
      mtimeMs: Number(after.mtimeNs) / 1e6,
      changed: after.ctimeNs,
    }
  } finally {
    await handle.close()
  }
}
