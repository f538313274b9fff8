import type { ByteStream } from '../bytes/byteStream.ts'
import type { ScanContext } from './scanContext.ts'
import { scanPickleContent } from './scanPickleContent.ts'

const longestHeader = 1024 * 1024

/**
 * Looks at an array of NumPy: only one of objects is a pickle, behind its header.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function scanNpy(context: ScanContext, stream: ByteStream): Promise<void> {
  const header = await readNpyHeader(stream)
  if (header === undefined) return context.findings.add('suspicious', 'its NumPy header is cut or too long')
  if (!/['"]descr['"]/.test(header)) return context.findings.add('suspicious', 'its NumPy header tells no type')
  // `O` or `|O` or `|O8` is an object; in a structured type it stands among others.
  if (/['"][|<>=]?O\d*['"]/.test(header)) await scanPickleContent(context, stream, true)
}

/** Six bytes of magic, two of version, a length of two or four bytes, and Python's literal of a dictionary. */
async function readNpyHeader(stream: ByteStream): Promise<string | undefined> {
  if (!(await stream.fill(8))) return undefined
  const lengthBytes = (stream.take(8)[6] ?? 0) >= 2 ? 4 : 2
  if (!(await stream.fill(lengthBytes))) return undefined
  const length = stream.take(lengthBytes).readUIntLE(0, lengthBytes)
  if (length > longestHeader || !(await stream.fill(length))) return undefined
  return stream.take(length).toString('latin1')
}
