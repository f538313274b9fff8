import type { ByteSource } from '../bytes/byteSource.ts'
import { streamSource } from '../bytes/byteStream.ts'
import type { ZipDirectory } from './findZipDirectories.ts'
import { type DirectoryEntry, inExtra, type LocalEntry, readZip64Extra } from './zipEntry.ts'

const directorySignature = 0x02014b50
const localSignature = 0x04034b50
const directoryBytes = 46
const localBytes = 30
/** Of all names together: an archive of long names must not fill the memory. */
const mostNameBytes = 8 * 1024 * 1024

/**
 * The files that a directory lists, at most `most`.
 * `sound` is false when the list ends too early or holds something else.
 */
export async function readZipDirectory(
  source: ByteSource,
  directory: ZipDirectory,
  most: number,
): Promise<{ entries: DirectoryEntry[]; sound: boolean }> {
  const stream = streamSource(source, directory.start)
  const entries: DirectoryEntry[] = []
  let nameBytes = 0
  while (stream.position() < directory.size) {
    if (entries.length >= most || !(await stream.fill(directoryBytes))) return { entries, sound: false }
    const fixed = stream.peek()
    nameBytes += fixed.readUInt16LE(28)
    if (nameBytes > mostNameBytes) return { entries, sound: false }
    const lengths = [fixed.readUInt16LE(28), fixed.readUInt16LE(30), fixed.readUInt16LE(32)]
    const length = lengths.reduce((sum, part) => sum + part, directoryBytes)
    if (fixed.readUInt32LE() !== directorySignature || !(await stream.fill(length))) return { entries, sound: false }
    entries.push(parseDirectoryEntry(stream.take(length)))
  }
  return { entries, sound: stream.position() === directory.size }
}

function parseDirectoryEntry(bytes: Buffer): DirectoryEntry {
  const nameEnd = directoryBytes + bytes.readUInt16LE(28)
  const large = readZip64Extra(bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30)))
  // Only the numbers that have no room in their own place stand in the extra field, in this order.
  const [size, packedSize, offset] = [24, 20, 42].map((at) => {
    const value = bytes.readUInt32LE(at)
    return value === inExtra ? (large.shift() ?? value) : value
  })
  return {
    name: bytes.toString('utf8', directoryBytes, nameEnd),
    flags: bytes.readUInt16LE(8),
    method: bytes.readUInt16LE(10),
    crc: bytes.readUInt32LE(16),
    packedSize: packedSize ?? 0,
    size: size ?? 0,
    offset: offset ?? 0,
  }
}

/** The header before a file's bytes; undefined when there is none at that place. */
export async function readLocalEntry(source: ByteSource, offset: number): Promise<LocalEntry | undefined> {
  if (offset < 0 || offset + localBytes > source.size) return undefined
  let bytes = await source.read(offset, 1024)
  if (bytes.length < localBytes || bytes.readUInt32LE() !== localSignature) return undefined
  const nameEnd = localBytes + bytes.readUInt16LE(26)
  const end = nameEnd + bytes.readUInt16LE(28)
  if (end > bytes.length) bytes = await source.read(offset, end)
  if (bytes.length < end) return undefined
  const large = readZip64Extra(bytes.subarray(nameEnd, end))
  const [size, packedSize] = [22, 18].map((at) => {
    const value = bytes.readUInt32LE(at)
    return value === inExtra ? (large.shift() ?? value) : value
  })
  return {
    name: bytes.toString('utf8', localBytes, nameEnd),
    flags: bytes.readUInt16LE(6),
    method: bytes.readUInt16LE(8),
    crc: bytes.readUInt32LE(14),
    packedSize: packedSize ?? 0,
    size: size ?? 0,
    dataStart: offset + end,
  }
}
