import { open } from 'node:fs/promises'

import type { ModelHeader } from './modelHeader.ts'
import { readGgufHeader } from './readGgufHeader.ts'
import { readSafetensorsHeader } from './readSafetensorsHeader.ts'

/**
 * Reads the header of the model file at `path`, by the format that `name` ends with; undefined when that format has
 * no reader yet (pickles are never opened).
 *
 * @param name the file's name in its repo; a blob's own path has no extension
 * @throws WeighthouseError INVALID_ARGUMENT when the file is not what its name says
 */
export async function readModelHeader(path: string, name: string): Promise<ModelHeader | undefined> {
  const read = /\.(?:safetensors|sft)$/i.test(name)
    ? readSafetensorsHeader
    : /\.gguf$/i.test(name)
      ? readGgufHeader
      : undefined
  if (!read) return undefined
  const handle = await open(path)
  try {
    return await read(handle, name)
  } finally {
    await handle.close()
  }
}
