import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

import { Blake3Hasher } from '@napi-rs/blake-hash'

/** Small enough to stay in the processor's cache, where both hashes find what was just read. */
const bufferBytes = 512 * 1024
const buffer = Buffer.allocUnsafeSlow(bufferBytes)
const tellEveryBytes = 64 * 1024 * 1024

/**
 * Reads a file once and works out its sha256 and BLAKE3. Synchronous, with one buffer for all files: for a thread of its own.
 *
 * @param expected size and modification time (ms); when the file has others before or after, its hashes mean nothing
 * @param onBytes called now and then with the bytes read since; returns false to give up
 * @returns undefined when the file is another one by now, or `onBytes` gave up
 */
export function hashBytes(
  location: string,
  expected: { size: number; mtimeMs: number },
  onBytes: (bytes: number) => boolean,
): { sha256: string; blake3: string } | undefined {
  const descriptor = openSync(location, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const isAsExpected = (): boolean => {
      const stats = fstatSync(descriptor)
      return stats.isFile() && stats.size === expected.size && stats.mtimeMs === expected.mtimeMs
    }
    if (!isAsExpected()) return undefined
    const sha256 = createHash('sha256')
    const blake3 = new Blake3Hasher()
    let told = 0
    let position = 0
    for (;;) {
      const read = readSync(descriptor, buffer, 0, bufferBytes, position)
      if (read === 0) break
      const bytes = read === bufferBytes ? buffer : buffer.subarray(0, read)
      sha256.update(bytes)
      blake3.update(bytes)
      position += read
      if (position - told < tellEveryBytes) continue
      if (!onBytes(position - told)) return undefined
      told = position
    }
    onBytes(position - told)
    if (position !== expected.size || !isAsExpected()) return undefined
    return { sha256: sha256.digest('hex'), blake3: blake3.digest('hex') }
  } finally {
    closeSync(descriptor)
  }
}
