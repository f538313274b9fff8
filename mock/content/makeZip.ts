import { crc32 } from 'node:zlib'

import { type Content, joinSegments, readContent, type Segment } from './content.ts'

export interface ZipEntry {
  name: string
  content: Content
}

/**
 * Makes a ZIP archive without compression. At most 65,535 entries and 4 GiB, the limits of the plain format.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @param crcOf the CRC-32 of an entry, for callers whose entries repeat
 */
export function makeZip(entries: readonly ZipEntry[], crcOf = crcOfContent): Content {
  const segments: Segment[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const nameBytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0) // version needed
    common.writeUInt16LE(0x0800, 2) // names are UTF-8
    common.writeUInt16LE(0x0021, 8) // 1980-01-01, so that the bytes never change
    common.writeUInt32LE(crcOf(content), 10)
    common.writeUInt32LE(content.size, 14)
    common.writeUInt32LE(content.size, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    segments.push({ kind: 'bytes', bytes: Buffer.concat([signature(0x04034b50), common, nameBytes]) })
    segments.push(...content.segments)

    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(signature(0x02014b50), uint16(20), common, tail, nameBytes)
    offset += 30 + nameBytes.length + content.size
  }
  const directoryBytes = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directoryBytes.length, 8)
  end.writeUInt32LE(offset, 12)
  segments.push({ kind: 'bytes', bytes: Buffer.concat([directoryBytes, signature(0x06054b50), end]) })
  return joinSegments(segments)
}

/** The CRC-32 of a content; reads all of it. */
export function crcOfContent(content: Content): number {
  let crc = 0
  for (const chunk of readContent(content)) crc = crc32(chunk, crc)
  return crc
}

function signature(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16LE(value)
  return buffer
}
