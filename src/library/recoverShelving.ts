import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { isWeighthouseError, systemErrorCode } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { changeModelFolder } from './changeModelFolder.ts'
import type { PlacingStore } from './placeFile.ts'
import { exists } from './renameWithoutReplacing.ts'
import { isAbandoned, isShelvingName, readShelvingMarker, shelvingMarkerName, shelvingToken } from './shelvingMarker.ts'

export interface RecoveryOptions {
  store: PlacingStore
  now: UtcMilliseconds
  /** Tokens of shelvings that go on in this process. */
  ownTokens: ReadonlySet<string>
}

/** What became of a folder: `busy` means that a living process works on it. */
export type Recovery = 'clean' | 'recovered' | 'busy' | { problem: string }

const oneMinuteMs = 60_000

/** Takes away the folder of a new model that a killed process left half built. Only one that carries our marker. */
export async function recoverNewFolder(folder: string, options: RecoveryOptions): Promise<Recovery> {
  const marker = await readShelvingMarker(folder)
  if (marker === 'unreadable') return { problem: `its ${shelvingMarkerName} cannot be read; remove the folder by hand` }
  if (marker === undefined) {
    // Killed before its first file was whole: then there is nothing in it but files in the making.
    const names = await readdir(folder)
    if (!names.every(isShelvingName)) return { problem: 'it looks like one of our leftovers but has no marker' }
    const { mtimeMs } = await lstat(folder)
    if (options.now - mtimeMs < oneMinuteMs) return 'busy'
  } else if (!isAbandoned(marker, options.now, options.ownTokens)) return 'busy'
  await rm(folder, { recursive: true })
  return 'recovered'
}

/**
 * Brings a change of a model's folder that a killed process left half done to its end. When the store has lost the
 * bytes that it needs, nothing is touched and the problem is told.
 */
export async function recoverModelFolder(folder: string, options: RecoveryOptions): Promise<Recovery> {
  const marker = await readShelvingMarker(folder)
  if (marker === undefined) return 'clean'
  if (marker === 'unreadable') return { problem: `its ${shelvingMarkerName} cannot be read; remove that file by hand` }
  if (!isAbandoned(marker, options.now, options.ownTokens)) return 'busy'
  await removeUnfinishedFiles(folder, marker.token)
  if (!marker.change) {
    // A new model that was renamed into place: whole, only its marker is left.
    await rm(join(folder, shelvingMarkerName))
    return 'recovered'
  }
  try {
    await changeModelFolder({ folder, store: options.store, token: marker.token, ...marker.change })
    return 'recovered'
  } catch (error) {
    if (!isWeighthouseError(error, 'NOT_FOUND', 'VERIFICATION_FAILED')) throw error
    return { problem: `it was left half changed: ${error.message} ${error.hint ?? ''}` }
  }
}

/** Takes away the files in the making that carry `token`, in the folder and below. */
export async function removeUnfinishedFiles(folder: string, token: string): Promise<void> {
  if (!(await exists(folder))) return
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || shelvingToken(entry.name) !== token) continue
    try {
      await rm(join(entry.parentPath, entry.name))
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error
    }
  }
}
