import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { ByteSource } from './byteSource.ts'

export interface FileSource extends ByteSource {
  /** Modification time in milliseconds, with fractions, when it was opened. */
  readonly mtimeMs: number
  close(): Promise<void>
}

/**
 * Opens a file as a source; its size is the one that it has now.
 *
 * @throws WeighthouseError INVALID_ARGUMENT when it is a folder, a pipe or a device; else the system's own error
 */
export async function openFileSource(path: string): Promise<FileSource> {
  // Opening a pipe without O_NONBLOCK would wait for somebody who writes into it.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) {
      throw new WeighthouseError('INVALID_ARGUMENT', `${path} is not a file.`, { details: { path } })
    }
    return {
      size: stats.size,
      mtimeMs: stats.mtimeMs,
      close: () => handle.close(),
      async read(offset, length) {
        const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, stats.size - offset)))
        let filled = 0
        while (filled < buffer.length) {
          const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return buffer.subarray(0, filled)
      },
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}
