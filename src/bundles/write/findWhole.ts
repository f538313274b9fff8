import { createHash } from 'node:crypto'

import { type ByteSource, readChunks } from '../tar/byteSource.ts'
import { endBytes, isZero } from '../tar/tarHeader.ts'
import type { LaidEntry, Layout } from './layOut.ts'

/**
 * How far `source` is the archive of `layout`, entry by entry: every byte is compared or hashed.
 *
 * @param onBytes told with how many more bytes have been read
 * @returns how many entries are whole, and whether all is, the end included
 */
export async function findWhole(
  source: ByteSource,
  layout: Layout,
  { signal, onBytes }: { signal?: AbortSignal | undefined; onBytes?: (bytes: number) => void },
): Promise<{ entries: number; complete: boolean }> {
  let entries = 0
  for (const entry of layout.entries) {
    if (!(await isWhole(source, entry, signal))) return { entries, complete: false }
    onBytes?.(entry.size)
    entries++
  }
  if (source.size !== layout.size) return { entries, complete: false }
  return { entries, complete: isZero(await source.read(layout.end, endBytes)) }
}

async function isWhole(source: ByteSource, entry: LaidEntry, signal: AbortSignal | undefined): Promise<boolean> {
  const { start, header, size, sha256, padding, end } = entry
  if (end > source.size) return false
  if (!(await source.read(start, header.length)).equals(header)) return false
  if (!isZero(await source.read(end - padding, padding))) return false
  const hash = createHash('sha256')
  const place = { position: start + header.length, length: size }
  for await (const chunk of readChunks(source, place, signal)) hash.update(chunk)
  return hash.digest('hex') === sha256
}
