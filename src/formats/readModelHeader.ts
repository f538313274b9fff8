import type { ByteSource } from './bytes/byteSource.ts'
import { openFileSource } from './bytes/openFileSource.ts'
import type { FileFormat } from './detectFormat.ts'
import type { ModelHeader } from './modelHeader.ts'
import { readGgufHeader } from './readGgufHeader.ts'
import { readOnnxHeader } from './readOnnxHeader.ts'
import { readSafetensorsHeader } from './readSafetensorsHeader.ts'

/**
 * Reads the header of the model file at `path`, by the format that `name` ends with; undefined when that format has
 * no header to read (pickles are never opened here).
 *
 * @param name the file's name in its repo; a blob's own path has no extension
 * @throws WeighthouseError INVALID_ARGUMENT when the file is not what its name says
 */
export async function readModelHeader(path: string, name: string): Promise<ModelHeader | undefined> {
  const format = formatOfName(name)
  if (!format) return undefined
  const source = await openFileSource(path)
  try {
    return await readHeader(source, format, name)
  } finally {
    await source.close()
  }
}

/**
 * Reads the header of `source`, which is of that format; undefined when the format has no header to read.
 *
 * @param label names the file in messages
 * @throws WeighthouseError INVALID_ARGUMENT when it is not of that format after all
 */
export async function readHeader(
  source: ByteSource,
  format: FileFormat,
  label: string,
): Promise<ModelHeader | undefined> {
  if (format === 'safetensors') return readSafetensorsHeader(source, label)
  if (format === 'gguf') return readGgufHeader(source, label)
  return format === 'onnx' ? readOnnxHeader(source, label) : undefined
}

/** The format that a file of this name has, if one with a header. */
export function formatOfName(name: string): FileFormat | undefined {
  if (/\.(?:safetensors|sft)$/i.test(name)) return 'safetensors'
  if (/\.gguf$/i.test(name)) return 'gguf'
  return /\.onnx$/i.test(name) ? 'onnx' : undefined
}
