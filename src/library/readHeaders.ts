import { detectFormat, headBytes } from '../formats/detectFormat.ts'
import { readHeader } from '../formats/readModelHeader.ts'
import { isWeighthouseError, systemErrorCode } from '../foundation/errors.ts'
import type { PulledFile } from '../hub/pullPlan.ts'
import { openBlobSource } from '../hub/safety/openBlobSource.ts'
import type { Testimony } from './classify/classification.ts'
import { identifyHeader } from './classify/identifyHeader.ts'
import type { PlacingStore } from './placeFile.ts'

const mostHeaders = 200

/** What the headers of the larger files say, each by what it is, wherever the store has it. A broken one is no witness. */
export async function readHeaders(store: PlacingStore, files: readonly PulledFile[]): Promise<Map<string, Testimony>> {
  const headers = new Map<string, Testimony>()
  for (const file of files.toSorted((a, b) => b.size - a.size).slice(0, mostHeaders)) {
    try {
      const testimony = await readTestimony(store, file)
      if (testimony) headers.set(file.path, testimony)
    } catch (error) {
      // A blob that is gone is told when its file is placed.
      if (!isWeighthouseError(error, 'INVALID_ARGUMENT', 'NOT_FOUND') && systemErrorCode(error) !== 'ENOENT')
        throw error
    }
  }
  return headers
}

async function readTestimony(store: PlacingStore, file: PulledFile): Promise<Testimony | undefined> {
  const source = await openBlobSource(store, file)
  try {
    const format = detectFormat(await source.read(0, headBytes), source.size)
    const header = await readHeader(source, format, file.path)
    return header && identifyHeader(header)
  } finally {
    await source.close()
  }
}
