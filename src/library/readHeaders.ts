import { readModelHeader } from '../formats/readModelHeader.ts'
import { isWeighthouseError, systemErrorCode } from '../foundation/errors.ts'
import type { PulledFile } from '../hub/pullPlan.ts'
import type { Testimony } from './classify/classification.ts'
import { identifyHeader } from './classify/identifyHeader.ts'
import type { PlacingStore } from './placeFile.ts'

const mostHeaders = 200

/** What the headers of the larger files say. A file that is not what its name says is just no witness. */
export async function readHeaders(store: PlacingStore, files: readonly PulledFile[]): Promise<Map<string, Testimony>> {
  const headers = new Map<string, Testimony>()
  for (const { path, sha256 } of files.toSorted((a, b) => b.size - a.size).slice(0, mostHeaders)) {
    const blob = store.localPath(sha256)
    if (blob === undefined) continue
    try {
      const header = await readModelHeader(blob, path)
      const testimony = header && identifyHeader(header)
      if (testimony) headers.set(path, testimony)
    } catch (error) {
      // A blob that is gone is told when its file is placed.
      if (!isWeighthouseError(error, 'INVALID_ARGUMENT') && systemErrorCode(error) !== 'ENOENT') throw error
    }
  }
  return headers
}
