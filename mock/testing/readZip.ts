import { crc32 } from 'node:zlib'

/** A reader of stored ZIP archives for tests; checks local headers against the directory, and every checksum. */
export function readZip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.length - 22
  if (bytes.readUInt32LE(end) !== 0x06054b50) throw new Error('No end of central directory.')
  const entries = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('Not a directory entry.')
    const nameLength = bytes.readUInt16LE(at + 28)
    const size = bytes.readUInt32LE(at + 24)
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString()
    const local = bytes.readUInt32LE(at + 42)
    if (bytes.readUInt32LE(local) !== 0x04034b50) throw new Error(`No local header of ${name}.`)
    const start = local + 30 + bytes.readUInt16LE(local + 26)
    const data = bytes.subarray(start, start + size)
    if (crc32(data) !== bytes.readUInt32LE(at + 16)) throw new Error(`Wrong checksum of ${name}.`)
    entries.set(name, data)
    at += 46 + nameLength
  }
  if (at !== end) throw new Error('The directory has another length than it says.')
  return entries
}
