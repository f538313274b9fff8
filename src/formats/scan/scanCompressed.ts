import type { ByteStream } from '../bytes/byteStream.ts'
import { InflateError, inflateSource } from '../bytes/inflate.ts'
import { detectFormat, type FileFormat, headBytes } from '../detectFormat.ts'
import { looksLikePickleName } from './expectFormat.ts'
import type { Part, ScanContext } from './scanContext.ts'
import { scanPickleContent } from './scanPickleContent.ts'

/** Formats of which the bytes must be at hand to look into them. */
const archives = new Set<FileFormat>([
  'zip',
  'tar',
  'gzip',
  'bzip2',
  'xz',
  'zstd',
  'lz4',
  '7z',
  'rar',
  'npy',
  'program',
])

/**
 * Looks at what a gzip or zlib file holds, as joblib and others write pickles.
 * The format of what is inside, when it is a pickle; undefined for zlib that turns out to be none.
 */
export async function scanCompressed(
  context: ScanContext,
  { source, name }: Part,
  format: 'gzip' | 'zlib',
): Promise<FileFormat | undefined> {
  const { findings, budget } = context
  const stream = inflateSource(source, format, budget)
  try {
    return await scanInside(stream)
  } catch (error) {
    if (!(error instanceof InflateError)) throw error
    // Two bytes tell zlib, which is little; under the name of a pickle it is taken for one.
    if (format === 'zlib' && !error.limit && stream.position() === 0 && !looksLikePickleName(name)) return undefined
    findings.add('suspicious', `it is compressed and not looked at to its end: ${error.message}`)
    return format
  } finally {
    stream.close()
  }

  async function scanInside(stream: ByteStream): Promise<FileFormat> {
    await stream.fill(headBytes)
    const inside = detectFormat(stream.peek().subarray(0, headBytes), Number.MAX_SAFE_INTEGER)
    if (archives.has(inside)) {
      findings.add('suspicious', `it holds ${inside} in ${format}, which is not looked into`)
      return format
    }
    const certain = inside === 'pickle' || inside === 'torch' || looksLikePickleName(name)
    return (await scanPickleContent(context, stream, certain)) ?? format
  }
}
