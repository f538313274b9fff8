import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/*
 * A snapshot keeps, for a day, three columns over all keys of models: `downloads`, `likes`, and `listed` (1 or 0). Each
 * is cut into parts of 4,096 keys, so that the history of one model reads a few kilobytes a day.
 */
export const snapshotColumns = ['downloads', 'likes', 'listed'] as const
export type SnapshotColumn = (typeof snapshotColumns)[number]

export const keysOfPart = 4096
/** Larger counts are kept as this one; no source has come near it. */
export const mostCount = 0xffff_ffff

export function partOf(key: number): number {
  return Math.floor(key / keysOfPart)
}

/** Most models have neither downloads nor likes, so a part shrinks to a fraction. */
export function packColumn(values: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
}

export function unpackColumn(data: Uint8Array): Uint32Array {
  const bytes = zstdDecompressSync(data)
  // A copy: the bytes may begin anywhere in Node's pool.
  return new Uint32Array(new Uint8Array(bytes).buffer)
}
