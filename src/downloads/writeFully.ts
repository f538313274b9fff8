import type { FileHandle } from 'node:fs/promises'

/**
 * Writes all `buffers` one after the other from `position` on. The system may take less at a time, above all on a disk
 * that is about to be full; then the rest is written again, and that call tells why.
 */
export async function writeFully(handle: FileHandle, buffers: Buffer[], position: number): Promise<void> {
  let rest = buffers
  let at = position
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at)
    at += bytesWritten
    rest = dropBytes(rest, bytesWritten)
  }
}

function dropBytes(buffers: Buffer[], count: number): Buffer[] {
  let left = count
  const index = buffers.findIndex((buffer) => {
    if (buffer.length > left) return true
    left -= buffer.length
    return false
  })
  if (index < 0) return []
  return [buffers[index]!.subarray(left), ...buffers.slice(index + 1)]
}
