import type { WeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './bytes/byteSource.ts'

/**
 * Reads little-endian values of a file from its start, in windows of 64 KiB at first and 1 MiB later, and never past `limit` bytes: a length
 * field that lies costs nothing.
 *
 * Every method throws WeighthouseError INVALID_ARGUMENT when the value would end behind the limit or the file.
 */
export interface ByteReader {
  /** Bytes read or skipped so far. */
  position(): number
  /** Bytes that may still be read. */
  remaining(): number
  bytes(length: number, what: string): Promise<Buffer>
  skip(length: number, what: string): void
  uint32(what: string): Promise<number>
  /** As a number; a value above 2^53 − 1 is refused, because no length or count in a real file is that large. */
  uint64(what: string): Promise<number>
}

/** Most headers are shorter than the first window, and scans read thousands of them. */
const firstWindowBytes = 64 * 1024
const windowBytes = 1024 * 1024

/**
 * @param options.limit bytes from the start that may be read at most
 * @param options.invalid makes the error for a complaint in words
 */
export function createByteReader(
  source: ByteSource,
  options: { limit: number; invalid: (complaint: string) => WeighthouseError },
): ByteReader {
  const end = Math.min(source.size, options.limit)
  let position = 0
  let windowStart = 0
  let window: Buffer = Buffer.alloc(0)

  function demand(length: number, what: string): void {
    if (length <= end - position) return
    const reason =
      length <= source.size - position ? `the header is longer than ${end} bytes` : 'the file ends before it'
    throw options.invalid(`${what} at byte ${position} would take ${length} bytes, but ${reason}`)
  }

  async function bytes(length: number, what: string): Promise<Buffer> {
    demand(length, what)
    if (position < windowStart || position + length > windowStart + window.length) {
      const wanted = Math.max(length, position < firstWindowBytes ? firstWindowBytes : windowBytes)
      window = await source.read(position, Math.min(wanted, end - position))
      windowStart = position
      if (window.length < length)
        throw options.invalid(`${what} at byte ${position} could not be read: the file shrank`)
    }
    const result = window.subarray(position - windowStart, position - windowStart + length)
    position += length
    return result
  }

  return {
    position: () => position,
    remaining: () => end - position,
    bytes,
    skip(length, what) {
      demand(length, what)
      position += length
    },
    uint32: async (what) => (await bytes(4, what)).readUInt32LE(),
    async uint64(what) {
      const value = (await bytes(8, what)).readBigUInt64LE()
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw options.invalid(`${what} is ${value}, which cannot be true`)
      return Number(value)
    },
  }
}
