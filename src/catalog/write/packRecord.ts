import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/*
 * Records in `model_records`: JSON as UTF-8 or, where that is long, the same compressed by zstd. Readers tell them apart
 * by the first bytes: `{`, or zstd's magic number 28 b5 2f fd (RFC 8878, 3.1.1).
 */

/** Compressing takes 20 µs, as long as half of all else that is done for a record, so short ones stay as they are. */
const longest = 1200
/** The default chunk is 64 kB: its allocation takes longer than the compression of a record. */
const chunkSize = 4096
/** By default zstd sets up half a megabyte of tables, for each record anew; those of its own length are enough. */
const params = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_windowLog]: 14,
  [constants.ZSTD_c_hashLog]: 12,
}
const openingBrace = 0x7b

/** @param bytes JSON of an object, as UTF-8 */
export function packRecord(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= longest) return bytes
  const compressed = zstdCompressSync(bytes, { params, chunkSize, pledgedSrcSize: bytes.length })
  return compressed.length < bytes.length ? compressed : bytes
}

/** The record's JSON. */
export function unpackRecord(packed: Uint8Array): string {
  const bytes = packed[0] === openingBrace ? packed : zstdDecompressSync(packed)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}
