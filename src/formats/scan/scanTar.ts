import { partOf } from '../bytes/byteSource.ts'
import type { FileFormat } from '../detectFormat.ts'
import type { Part, ScanContext } from './scanContext.ts'

const block = 512
const mostMembers = 100_000
/** Tar fills its last record of 10 KiB; more than this is not looked at. */
const longestPadding = 128 * 1024
/** `0` and NUL are files, `7` was one once. */
const fileTypes = new Set(['0', '\0', '7'])

/** Looks at the files of a tar archive. torch.save wrote these until 2017. */
export async function scanTar(context: ScanContext, { source, depth }: Part): Promise<FileFormat> {
  const names = new Set<string>()
  let count = 0
  for (let at = 0; at + block <= source.size;) {
    context.signal?.throwIfAborted()
    const header = await source.read(at, block)
    if (header.every((byte) => byte === 0)) {
      await scanBehind(context, { source, depth }, at)
      break
    }
    const size = readSize(header.subarray(124, 136))
    if (size === undefined || at + block + size > source.size || ++count > mostMembers) {
      context.findings.add('suspicious', 'the tar archive in it is broken or too long')
      break
    }
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '')
    if (fileTypes.has(String.fromCharCode(header[156] ?? 0))) {
      if (names.size < 100) names.add(name.replace(/^\.\//, ''))
      await context.scanPart({ source: partOf(source, at + block, size), name, depth: depth + 1 })
    }
    at += block + Math.ceil(size / block) * block
  }
  return ['pickle', 'storages', 'tensors'].every((name) => names.has(name)) ? 'torch' : 'tar'
}

/** An archive ends with blocks of zeros. Anything else there is something that tar does not show. */
async function scanBehind(context: ScanContext, { source, depth }: Omit<Part, 'name'>, end: number): Promise<void> {
  for (let at = end; at < Math.min(source.size, end + longestPadding); at += block) {
    if ((await source.read(at, block)).every((byte) => byte === 0)) continue
    context.findings.add('suspicious', 'more bytes follow behind the tar archive in it')
    await context.scanPart({ source: partOf(source, at, source.size - at), name: '', depth: depth + 1 })
    return
  }
}

/** Octal digits, or since GNU tar the bytes of the number behind a byte 0x80. */
function readSize(field: Buffer): number | undefined {
  if (field[0] === 0x80) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0)
  const text = field.toString('latin1').replaceAll('\0', ' ').trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
}
