import { crc32 } from 'node:zlib'

import { bufferSource, type ByteSource } from '../bytes/byteSource.ts'
import { type ByteStream, streamSource } from '../bytes/byteStream.ts'
import { InflateError, inflateSource } from '../bytes/inflate.ts'
import { beginsAsPickle, detectFormat, type FileFormat, headBytes } from '../detectFormat.ts'
import type { LocalEntry, ZipEntry } from '../zip/zipEntry.ts'
import { looksLikePickleName } from './expectFormat.ts'
import type { ScanContext } from './scanContext.ts'
import { scanKerasConfig } from './scanKerasConfig.ts'
import { scanNpy } from './scanNpy.ts'
import { scanPickleContent } from './scanPickleContent.ts'

export interface ZippedFile {
  /** Its bytes as they stand in the archive. */
  source: ByteSource
  entry: ZipEntry
  local: LocalEntry
  depth: number
  /** Whether the archive is one of torch.save, in which `data/0`, `data/1` … are tensors and nothing else. */
  isTorch: boolean
}

const tensorName = /(?:^|\/)data\/\d+$/
const codeName = /(?:^|\/)code\/.+\.py$/
/** Larger files are unpacked only as far as they are pickles. */
const mostKept = 16 * 1024 * 1024
const mostChecked = 64 * 1024 * 1024

/** Looks at one file of a zip archive; flags that say it is encrypted are not believed, as torch.load does not. */
export async function scanZipEntry(context: ScanContext, file: ZippedFile): Promise<void> {
  const { entry, local, source, isTorch } = file
  const { findings } = context
  if (codeName.test(entry.name) && isTorch) findings.add('suspicious', 'it holds a TorchScript program')
  if (isTorch && tensorName.test(entry.name) && entry.method === 0) {
    if (!beginsAsPickle(await source.read(0, 2))) return
    await scanPickleContent(context, streamSource(source), false)
    return
  }
  const methods = new Set([entry.method, local.method])
  for (const method of methods) {
    if (method === 0) await scanStored(context, file)
    else if (method === 8) await scanDeflated(context, file)
    else findings.add('suspicious', `a file in its zip archive is packed in a way that is not read (${method})`)
  }
}

async function scanStored(context: ScanContext, { source, entry, depth }: ZippedFile): Promise<void> {
  const format = await context.scanPart({ source, name: entry.name, depth: depth + 1 })
  if (entry.name.endsWith('config.json')) await scanKerasConfig(context, streamSource(source))
  if (isPickled(format)) await check(context, streamSource(source), entry)
}

async function scanDeflated(context: ScanContext, file: ZippedFile): Promise<void> {
  const { source, entry, depth } = file
  try {
    await unpack(async (stream) => {
      await stream.fill(headBytes)
      const format = detectFormat(stream.peek().subarray(0, headBytes), Math.max(entry.size, stream.ready()))
      if (isPickled(format) || (format === 'other' && looksLikePickleName(entry.name))) {
        await scanPickleContent(context, stream, true)
        await unpack((again) => check(context, again, entry))
      } else if (format === 'npy') await scanNpy(context, stream)
      else if (entry.name.endsWith('config.json')) await scanKerasConfig(context, stream)
      else await scanUnpacked(stream, format)
    })
  } catch (error) {
    if (!(error instanceof InflateError)) throw error
    context.findings.add('suspicious', `a file in its zip archive is not looked at to its end: ${error.message}`)
  }

  async function unpack(work: (stream: ByteStream) => Promise<void>): Promise<void> {
    const stream = inflateSource(source, 'raw', context.budget)
    try {
      await work(stream)
    } finally {
      stream.close()
    }
  }

  /** A file of another format is looked at as any other, as far as it has room in memory. */
  async function scanUnpacked(stream: ByteStream, format: FileFormat): Promise<void> {
    const chunks: Buffer[] = []
    let size = 0
    while (size < mostKept && (stream.ready() > 0 || (await stream.fill(1)))) {
      const chunk = stream.take(stream.ready())
      chunks.push(Buffer.from(chunk))
      size += chunk.length
    }
    if (size >= mostKept && format !== 'other')
      context.findings.add('suspicious', 'a packed file in its zip archive is larger than is looked at')
    await context.scanPart({ source: bufferSource(Buffer.concat(chunks)), name: entry.name, depth: depth + 1 })
  }
}

function isPickled(format: FileFormat): boolean {
  return format === 'pickle' || format === 'torch'
}

/** Compares a pickle with its checksum: a wrong one makes some programs, but not torch.load, turn away. */
async function check({ findings }: ScanContext, stream: ByteStream, { crc, size, flags, packedSize }: ZipEntry) {
  // A header that is no directory's entry may leave them to what stands behind the bytes.
  if (size > mostChecked || ((flags & 8) !== 0 && packedSize === 0)) return
  let sum = 0
  let length = 0
  while (length <= size && (stream.ready() > 0 || (await stream.fill(1)))) {
    const chunk = stream.take(stream.ready())
    sum = crc32(chunk, sum)
    length += chunk.length
  }
  if (length !== size) findings.add('suspicious', 'a pickle in its zip archive is not as long as it should be')
  else if (sum !== crc) findings.add('suspicious', 'a pickle in its zip archive has a wrong checksum')
}
