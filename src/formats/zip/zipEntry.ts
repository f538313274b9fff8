/**
 * One file of a zip archive. The archive says all of this twice, in its directory at the end and in a header before the
 * file's bytes; programs differ in which of the two they believe.
 */
export interface ZipEntry {
  name: string
  /** Bit 0: encrypted; bit 3: CRC and sizes stand behind the bytes instead. */
  flags: number
  /** 0 stored, 8 deflated. */
  method: number
  crc: number
  /** Bytes in the archive. */
  packedSize: number
  /** Bytes when unpacked. */
  size: number
}

/** As the directory has it. */
export interface DirectoryEntry extends ZipEntry {
  /** Where its local header should be, from the start of the archive. */
  offset: number
}

/** As the header before its bytes has it. */
export interface LocalEntry extends ZipEntry {
  /** Where its bytes begin in the source. */
  dataStart: number
}

/** A number of 32 bits that says: the true one stands in the extra field. */
export const inExtra = 0xffffffff

/** The numbers of the zip64 extra field, in the order in which they stand there; empty when there is none. */
export function readZip64Extra(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) {
      const field = extra.subarray(at + 4, at + 4 + length)
      return Array.from({ length: Math.floor(field.length / 8) }, (_, index) =>
        Number(field.readBigUInt64LE(index * 8)),
      )
    }
    at += 4 + length
  }
  return []
}
