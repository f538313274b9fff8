import { streamSource } from '../bytes/byteStream.ts'
import { detectFormat, type FileFormat, headBytes } from '../detectFormat.ts'
import { looksLikePickleName, misnamed } from './expectFormat.ts'
import { scanCompressed } from './scanCompressed.ts'
import type { Part, ScanContext } from './scanContext.ts'
import { scanKerasConfig } from './scanKerasConfig.ts'
import { scanModelHeader } from './scanModelHeader.ts'
import { scanNpy } from './scanNpy.ts'
import { scanPickleContent } from './scanPickleContent.ts'
import { scanTar } from './scanTar.ts'
import { scanZip } from './scanZip.ts'

const deepest = 5

/**
 * Looks at a file, or at one inside of an archive, by its bytes and not by its name. A file may be two things at once,
 * so whatever it looks like, it is tried as a pickle from its front and as a zip archive from its end, too.
 */
export async function scanContent(context: ScanContext, part: Part): Promise<FileFormat> {
  const { findings, budget, signal } = context
  signal?.throwIfAborted()
  if (part.depth > deepest || --budget.parts < 0) {
    findings.add('suspicious', 'it holds more archives in archives than are looked into')
    return 'other'
  }
  const head = await part.source.read(0, headBytes)
  const detected = detectFormat(head, part.source.size)
  let format = await scanAs(context, part, detected)
  if (!isPickled(detected)) format = await scanAsPickle(context, part, format)
  if (detected !== 'zip' && detected !== 'tar' && (await scanZip(context, part)))
    findings.add('suspicious', `a zip archive hangs behind what is ${format} otherwise`)
  const complaint = misnamed(part.name, format)
  if (complaint !== undefined) findings.add('suspicious', complaint)
  return format
}

/** Programs take a pickle without a magic number, and do not mind what else its bytes may mean. */
async function scanAsPickle(context: ScanContext, { source, name }: Part, format: FileFormat): Promise<FileFormat> {
  const proved = await scanPickleContent(context, streamSource(source), false)
  if (proved && format !== 'other') {
    context.findings.add('suspicious', `it is ${format} and a pickle at once`)
    return format
  }
  if (proved || format !== 'other' || source.size === 0 || !looksLikePickleName(name)) return proved ?? format
  return (await scanPickleContent(context, streamSource(source), true)) ?? format
}

/** Returns what it turned out to be: two formats are told by so few bytes that the rest must prove it. */
async function scanAs(context: ScanContext, part: Part, format: FileFormat): Promise<FileFormat> {
  const { source } = part
  switch (format) {
    case 'pickle':
    case 'torch':
      return (await scanPickleContent(context, streamSource(source), true)) ?? format
    case 'zip':
    case 'npz':
    case 'keras':
      return (await scanZip(context, part)) ?? 'other'
    case 'tar':
      return scanTar(context, part)
    case 'npy':
      await scanNpy(context, streamSource(source))
      return format
    case 'hdf5':
      await scanKerasConfig(context, streamSource(source))
      return format
    case 'gzip':
      return (await scanCompressed(context, part, format)) ?? format
    case 'zlib':
      return (await scanCompressed(context, part, format)) ?? 'other'
    case 'safetensors':
    case 'gguf':
    case 'onnx':
      return scanModelHeader(context, part, format)
    case 'bzip2':
    case 'xz':
    case 'zstd':
    case 'lz4':
    case '7z':
    case 'rar':
      context.findings.add('suspicious', `it is packed with ${format}, which is not looked into`)
      return format
    case 'program':
      context.findings.add('suspicious', 'it is a program')
      return format
    case 'other':
      return format
  }
}

function isPickled(format: FileFormat): boolean {
  return format === 'pickle' || format === 'torch'
}
