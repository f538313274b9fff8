import { crc32, deflateRawSync } from 'node:zlib'

/** One file of a zip archive, and the lies that may be told of it. */
export interface ZippedFile {
  name: string
  content: Buffer
  deflate?: boolean
  /** In the list at the end, where it shall differ. */
  listedName?: string
  listedMethod?: number
  crc?: number
  /** Bit 0: encrypted. */
  flags?: number
  /** Leaves it out of the list. */
  unlisted?: boolean
  /** Writes sizes and places into extra fields of 64 bits. */
  zip64?: boolean
}

export interface ZipOptions {
  /** Bytes before the first file, which no offset counts. */
  prefix?: Buffer
  comment?: Buffer
  /** Writes no list of files. */
  withoutList?: boolean
}

/** The bytes of a zip archive. */
export function writeZip(files: readonly ZippedFile[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const packed = file.deflate ? deflateRawSync(file.content) : file.content
    const method = file.deflate ? 8 : 0
    const name = Buffer.from(file.name)
    const shared = { file, packed, crc: file.crc ?? crc32(file.content) }
    const local = localHeader({ ...shared, method }, name)
    parts.push(local, packed)
    if (!file.unlisted) {
      list.push(
        listHeader(
          { ...shared, method: file.listedMethod ?? method },
          Buffer.from(file.listedName ?? file.name),
          offset,
        ),
      )
    }
    offset += local.length + packed.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(list.length, 8)
  end.writeUInt16LE(list.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  const comment = options.comment ?? Buffer.alloc(0)
  end.writeUInt16LE(comment.length, 20)
  const large = files.some(({ zip64 }) => zip64) ? end64(list.length, directory.length, offset) : Buffer.alloc(0)
  return Buffer.concat([
    options.prefix ?? Buffer.alloc(0),
    ...parts,
    ...(options.withoutList ? [] : [directory, large, end, comment]),
  ])
}

interface Described {
  file: ZippedFile
  packed: Buffer
  crc: number
  method: number
}

function localHeader({ file, packed, crc, method }: Described, name: Buffer): Buffer {
  const extra = file.zip64 ? extra64([file.content.length, packed.length]) : Buffer.alloc(0)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(file.flags ?? 0, 6)
  header.writeUInt16LE(method, 8)
  header.writeUInt32LE(crc, 14)
  header.writeUInt32LE(file.zip64 ? 0xffffffff : packed.length, 18)
  header.writeUInt32LE(file.zip64 ? 0xffffffff : file.content.length, 22)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, name, extra])
}

function listHeader({ file, packed, crc, method }: Described, name: Buffer, offset: number): Buffer {
  const extra = file.zip64 ? extra64([file.content.length, packed.length, offset]) : Buffer.alloc(0)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(file.flags ?? 0, 8)
  header.writeUInt16LE(method, 10)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(file.zip64 ? 0xffffffff : packed.length, 20)
  header.writeUInt32LE(file.zip64 ? 0xffffffff : file.content.length, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(file.zip64 ? 0xffffffff : offset, 42)
  return Buffer.concat([header, name, extra])
}

function extra64(values: number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8)
  field.writeUInt16LE(1)
  field.writeUInt16LE(values.length * 8, 2)
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + index * 8)
  return field
}

function end64(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(0x06064b50)
  end.writeBigUInt64LE(44n, 4)
  end.writeBigUInt64LE(BigInt(count), 24)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(offset), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(offset + size), 64)
  end.writeUInt32LE(1, 72)
  return end
}
