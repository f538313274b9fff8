/** What a file is by its bytes, whatever its name says. `other`: none of those that are known here. */
export type FileFormat =
  | 'safetensors'
  | 'gguf'
  | 'onnx'
  /** A Python pickle by itself. */
  | 'pickle'
  /** Pickles and raw tensors as torch.save writes them: in a zip archive, or one behind the other. */
  | 'torch'
  | 'npy'
  | 'npz'
  | 'keras'
  | 'hdf5'
  | 'zip'
  | 'tar'
  | 'gzip'
  | 'zlib'
  | 'bzip2'
  | 'xz'
  | 'zstd'
  | 'lz4'
  | '7z'
  | 'rar'
  | 'program'
  | 'other'

/** Bytes from the start of a file that `detectFormat` wants to see. */
export const headBytes = 512

const magics: [FileFormat, Buffer][] = [
  ['gguf', Buffer.from('GGUF', 'latin1')],
  ['zip', Buffer.from('PK\x03\x04', 'latin1')],
  ['zip', Buffer.from('PK\x05\x06', 'latin1')],
  ['npy', Buffer.from('\x93NUMPY', 'latin1')],
  ['hdf5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')],
  ['gzip', Buffer.from([0x1f, 0x8b, 8])],
  ['bzip2', Buffer.from('BZh', 'latin1')],
  ['xz', Buffer.from('\xfd7zXZ\0', 'latin1')],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18])],
  ['7z', Buffer.from("7z\xbc\xaf'\x1c", 'latin1')],
  ['rar', Buffer.from('Rar!\x1a\x07', 'latin1')],
  ['program', Buffer.from('\x7fELF', 'latin1')],
  ['program', Buffer.from('MZ', 'latin1')],
  ['program', Buffer.from([0xcf, 0xfa, 0xed, 0xfe])],
  ['program', Buffer.from([0xca, 0xfe, 0xba, 0xbe])],
]

/** torch.save of before 2020 writes this number as the first of five pickles. */
const torchMagic = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex')

/**
 * Tells the format from the first bytes of a file.
 *
 * @param head the first `headBytes` bytes, or all if there are fewer
 * @param size bytes of the whole file
 */
export function detectFormat(head: Buffer, size: number): FileFormat {
  for (const [format, magic] of magics) if (startsWith(head, magic)) return format
  if (beginsAsPickle(head)) return head.subarray(0, 32).includes(torchMagic) ? 'torch' : 'pickle'
  if (isTar(head)) return 'tar'
  if (head.length >= 9 && head[8] === 0x7b && head.readBigUInt64LE() <= BigInt(size - 8)) return 'safetensors'
  if (isOnnx(head)) return 'onnx'
  const [first = 0, second = 0] = head
  return (first & 0x8f) === 8 && second !== 0 && (first * 256 + second) % 31 === 0 ? 'zlib' : 'other'
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.length >= magic.length && head.compare(magic, 0, magic.length, 0, magic.length) === 0
}

/** Whether a pickle of protocol 2 or later begins here. Older ones have no magic number. */
export function beginsAsPickle(head: Buffer): boolean {
  return head[0] === 0x80 && head[1] !== undefined && head[1] <= 5
}

/** The checksum counts the header's bytes with blanks in its own place. https://www.gnu.org/software/tar/manual/html_node/Standard.html */
function isTar(head: Buffer): boolean {
  if (head.length < 512 || head[0] === 0) return false
  const told = Number.parseInt(head.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8)
  let sum = 8 * 0x20
  for (let index = 0; index < 512; index++) if (index < 148 || index >= 156) sum += head[index] ?? 0
  return sum === told
}

/** A small version as the first field, and then a field that a model has: see readOnnxHeader.ts. */
function isOnnx(head: Buffer): boolean {
  const [tag, version = 0, next = 0] = head
  return tag === 0x08 && version > 0 && version < 100 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(next)
}
