import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode } from '../foundation/errors.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { joinInside } from '../ids/safePath.ts'
import { makeFolders } from './makeFolders.ts'
import { type HashedFile, metadataFileName, type ModelMetadata } from './metadata.ts'
import { placeFile, type PlacingStore } from './placeFile.ts'
import { exists } from './renameWithoutReplacing.ts'
import { describeProcess, shelvingMarkerName, writeShelvingMarker } from './shelvingMarker.ts'
import { writeJsonAtomically } from './writeJsonAtomically.ts'

/** metadata.json of a model whose files are all blobs. */
export type ShelvedMetadata = ModelMetadata & { files: HashedFile[] }

/**
 * Puts a new model on the shelf: builds its folder beside its place, then renames it into place, so the model is there
 * wholly or not at all.
 *
 * @param options.parent the `<type>/<family>` folder, which exists
 * @returns the metadata as written, or undefined when something has come to the place meanwhile
 */
export async function buildModelFolder(options: {
  parent: string
  metadata: ShelvedMetadata
  store: PlacingStore
  token: string
  now: UtcMilliseconds
}): Promise<ModelMetadata | undefined> {
  const { parent, metadata, store, token, now } = options
  const temporary = await makeFolders(parent, [`.${metadata.model_id}.${token}.shelving`])
  try {
    await writeShelvingMarker(temporary, { ...describeProcess(token, now), slug: metadata.slug })
    const folders = new Set([temporary])
    const files: ModelMetadata['files'] = []
    for (const file of metadata.files) {
      const segments = file.path.split('/')
      for (let depth = 1; depth < segments.length; depth++) {
        folders.add(await makeFolders(temporary, segments.slice(0, depth)))
      }
      files.push({ ...file, placement: await placeFile(store, file, joinInside(temporary, file.path), token) })
    }
    const written = { ...metadata, files }
    await writeJsonAtomically(join(temporary, metadataFileName), written, token)
    for (const folder of folders) await syncDirectory(folder)

    const place = join(parent, metadata.model_id)
    if (!(await moveFolder(temporary, place))) return undefined
    // Only now: a folder in the making without a marker would be nobody's.
    await rm(join(place, shelvingMarkerName), { force: true })
    await syncDirectory(parent)
    return written
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function moveFolder(from: string, to: string): Promise<boolean> {
  // A rename would replace an empty folder.
  if (await exists(to)) return false
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'ENOTDIR') return false
    throw error
  }
}
