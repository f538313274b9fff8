import type { ByteSource } from '../bytes/byteSource.ts'

/** Where a zip archive lists its files. */
export interface ZipDirectory {
  /** Where the list begins in the source, and its bytes. */
  start: number
  size: number
  /** Bytes before the archive, which offsets in it do not count. Negative: the archive is cut. */
  shift: number
}

export interface ZipEnd {
  /** More than one when different programs would read different lists. */
  directories: ZipDirectory[]
  /** Bytes behind the archive. */
  trailing: number
}

const endBytes = 22
const endSignature = Buffer.from('PK\x05\x06', 'latin1')
const locatorSignature = 0x07064b50
const end64Signature = 0x06064b50
const entrySignature = 0x02014b50
const longestComment = 0xffff

/**
 * Finds the lists of files of a zip archive, whatever stands before it; undefined when the source ends with no archive.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16
 */
export async function findZipDirectories(source: ByteSource): Promise<ZipEnd | undefined> {
  const tailStart = Math.max(0, source.size - endBytes - longestComment)
  const tail = await source.read(tailStart, source.size - tailStart)
  const directories: ZipDirectory[] = []
  let trailing: number | undefined
  for (let at = tail.lastIndexOf(endSignature); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(endSignature, at - 1)) {
    if (at + endBytes > tail.length) continue
    const behind = tail.length - at - endBytes - tail.readUInt16LE(at + 20)
    // Programs take the last one, or the one whose comment ends with the file.
    if (trailing !== undefined && behind !== 0) continue
    trailing ??= Math.max(0, behind)
    for (const found of await readEnd(source, tail.subarray(at, at + endBytes), tailStart + at)) {
      if (!directories.some(({ start }) => start === found.start)) directories.push(found)
    }
  }
  return trailing === undefined ? undefined : { directories, trailing }
}

async function readEnd(source: ByteSource, end: Buffer, at: number): Promise<ZipDirectory[]> {
  const end64 = await readEnd64(source, at)
  const size = end64?.size ?? end.readUInt32LE(12)
  const offset = end64?.offset ?? end.readUInt32LE(16)
  const start = (end64?.at ?? at) - size
  const found = [{ start, size, shift: start - offset }]
  // Some programs go where the offset says, others go back from the end.
  if (start !== offset) found.push({ start: offset, size, shift: 0 })
  const usable: ZipDirectory[] = []
  for (const directory of found) {
    if (directory.start < 0 || directory.start + directory.size > source.size) continue
    const first = await source.read(directory.start, 4)
    if (directory.size === 0 || (first.length === 4 && first.readUInt32LE() === entrySignature)) usable.push(directory)
  }
  return usable
}

async function readEnd64(source: ByteSource, endAt: number) {
  if (endAt < 20) return undefined
  const locator = await source.read(endAt - 20, 20)
  if (locator.length < 20 || locator.readUInt32LE() !== locatorSignature) return undefined
  for (const at of [Number(locator.readBigUInt64LE(8)), endAt - 20 - 56]) {
    if (at < 0 || at + 56 > source.size) continue
    const end = await source.read(at, 56)
    if (end.length === 56 && end.readUInt32LE() === end64Signature)
      return { at, size: Number(end.readBigUInt64LE(40)), offset: Number(end.readBigUInt64LE(48)) }
  }
  return undefined
}
