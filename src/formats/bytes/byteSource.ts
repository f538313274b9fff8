/** Bytes that can be read at any place: an open file, a blob in the store, a part of another source. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /** The bytes from `offset` on: `length` of them, or fewer where the source ends. They are not to be changed. */
  read(offset: number, length: number): Promise<Buffer>
}

/** A source over bytes that are in memory. */
export function bufferSource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  }
}

/** The part of `source` from `start` on, of `size` bytes or as many as there are. */
export function partOf(source: ByteSource, start: number, size: number): ByteSource {
  const from = Math.min(start, source.size)
  const length = Math.min(size, source.size - from)
  return {
    size: length,
    read: (offset, wanted) => source.read(from + offset, Math.max(0, Math.min(wanted, length - offset))),
  }
}
