/*
 * A tar file as POSIX has it in its pax form (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html):
 * blocks of 512 bytes; for each entry a header, its bytes, zeros up to the next block; at the end two blocks of zeros. An
 * entry whose name or size has no room in its header has another entry before it, of type `x`, which says them as text
 * (paxRecords.ts).
 *
 * Written here and not taken from a library: an export has to know the place of every byte before it writes one, and an
 * import reads headers at any place of a file and refuses whatever a bundle never holds.
 */

export const blockBytes = 512
/** What eleven octal digits can say: 8 GiB less one. */
export const largestPlainSize = 0o77777777777
/** The header's field for the name, in bytes. */
export const longestPlainName = 100
export const endBytes = 2 * blockBytes

export interface TarHeader {
  name: string
  /** Bytes. */
  size: number
  /** `0` for a file, `x` for what is said of the next entry. */
  type: string
}

/** Bytes that follow an entry's content, up to the next block. */
export function paddingAfter(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes
}

/**
 * One block. What would differ from machine to machine (owner, time of writing) is left out, so that the same content
 * always makes the same bytes.
 *
 * @param header.modifiedAt seconds since 1970
 */
export function encodeHeader({ name, size, type, modifiedAt }: TarHeader & { modifiedAt: number }): Buffer {
  const block = Buffer.alloc(blockBytes)
  block.write(name, 0, longestPlainName, 'utf8')
  block.write('0000644\0', 100, 'latin1')
  block.write('0000000\0', 108, 'latin1')
  block.write('0000000\0', 116, 'latin1')
  block.write(octal(size), 124, 'latin1')
  block.write(octal(modifiedAt), 136, 'latin1')
  block.write('        ', 148, 'latin1')
  block.write(type, 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** What a block says, or in words why it is no header that this program reads. */
export function decodeHeader(block: Buffer): TarHeader | { problem: string } {
  const sum = readOctal(block, 148, 8)
  const blank = Buffer.from(block)
  blank.fill(' ', 148, 156)
  if (sum !== sumOf(blank)) return { problem: 'a header does not fit its checksum' }
  if (block.toString('latin1', 257, 265) !== 'ustar\x0000') return { problem: 'a header is not of the pax form' }
  const size = readOctal(block, 124, 12)
  if (size === undefined) return { problem: 'a header tells no size' }
  const prefix = readText(block, 345, 155)
  const name = readText(block, 0, longestPlainName)
  const type = block.toString('latin1', 156, 157)
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type: type === '\0' ? '0' : type }
}

export function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
}

function octal(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`
}

function sumOf(block: Buffer): number {
  return block.reduce((sum, byte) => sum + byte, 0)
}

function readOctal(block: Buffer, start: number, length: number): number | undefined {
  const text = readText(block, start, length).trimEnd()
  return /^ *[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined
}

function readText(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}
