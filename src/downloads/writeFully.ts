import type { FileHandle } from 'node:fs/promises'

/**
 * Writes all of `bytes` at `position`. The system may take less at a time, above all on a disk that is about to be full;
 * then the rest is written again, and that call tells why.
 */
export async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}
