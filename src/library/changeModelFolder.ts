import { lstat, rename, rm, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { isWeighthouseError, systemErrorCode } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { joinInside } from '../ids/safePath.ts'
import type { ShelvedMetadata } from './buildModelFolder.ts'
import { holdsBytes } from './holdsBytes.ts'
import { makeFolders } from './makeFolders.ts'
import { type HashedFile, metadataFileName, type ModelMetadata } from './metadata.ts'
import { placeFile, type PlacingStore } from './placeFile.ts'
import { shelvingMarkerName } from './shelvingMarker.ts'
import { writeJsonAtomically } from './writeJsonAtomically.ts'

/** A file in the model's folder that is not ours (any more), so it stays as it is. */
export interface FileConflict {
  /** Relative to the model's folder. */
  path: string
  reason: string
}

export interface FolderChange {
  folder: string
  /** Every file that Weighthouse may have put into the folder; several for a path when an earlier change was cut off. */
  ours: readonly HashedFile[]
  /** metadata.json as it should be. Its files that cannot be placed are left out when it is written. */
  next: ShelvedMetadata
  store: PlacingStore
  token: string
}

/**
 * Brings a model's folder from one revision to another, file by file: new files are placed, then metadata.json is
 * written, then files that only the previous revision had are removed. What the user changed or added is neither
 * replaced nor removed.
 *
 * The folder carries a marker meanwhile (written by the caller, removed here). May be called again after a crash at
 * any moment, with the same `ours` and `next`: it does what is left to do.
 */
export async function changeModelFolder(
  change: FolderChange,
): Promise<{ metadata: ModelMetadata; conflicts: FileConflict[] }> {
  const { folder, ours, next, store } = change
  const conflicts: FileConflict[] = []
  const before = Map.groupBy(ours, ({ path }) => path)
  const files: HashedFile[] = []
  const folders = new Set([folder])
  for (const file of next.files) {
    const placed = await placeOne(change, file, before.get(file.path) ?? [])
    if ('reason' in placed) conflicts.push(placed)
    else files.push({ ...file, ...placed })
    folders.add(dirname(join(folder, file.path)))
  }
  for (const changed of folders) await syncIfPresent(changed)

  const metadata = { ...next, files, size_bytes: files.reduce((sum, { size }) => sum + size, 0) }
  await writeJsonAtomically(join(folder, metadataFileName), metadata, change.token)

  const kept = new Set(next.files.map(({ path }) => path))
  for (const [path, candidates] of before) {
    if (kept.has(path)) continue
    const target = joinInside(folder, path)
    const state = await recognise(target, candidates, store)
    if (state === 'changed') {
      conflicts.push({ path, reason: 'the new revision has no such file, but it was changed, so it stays' })
    } else if (state !== 'absent') {
      await unlink(target)
      await removeEmptyParents(folder, path)
    }
  }
  await rm(join(folder, shelvingMarkerName), { force: true })
  return { metadata, conflicts }
}

async function placeOne(
  { folder, store, token }: FolderChange,
  file: HashedFile,
  earlier: readonly HashedFile[],
): Promise<Pick<HashedFile, 'placement'> | FileConflict> {
  const target = joinInside(folder, file.path)
  try {
    await makeFolders(folder, file.path.split('/').slice(0, -1))
    const state = await holdsBytes(target, file, store)
    if (state === 'absent') return { placement: await placeFile(store, file, target, token) }
    if (state === 'linked') return { placement: 'hardlink' }
    if (state === 'equal')
      return { placement: earlier.some(({ placement }) => placement === 'reflink') ? 'reflink' : 'copy' }
    if ((await recognise(target, earlier, store)) === 'changed') {
      return { path: file.path, reason: 'a file that is not ours, or was changed, is in its place, so it stays' }
    }
    return { placement: await replaceFile(store, file, target, token) }
  } catch (error) {
    // A folder or a file of the user's that came into the way.
    if (isWeighthouseError(error, 'CONFLICT')) return { path: file.path, reason: error.message }
    throw error
  }
}

/** Whether the file is one of those that Weighthouse put there. */
async function recognise(target: string, candidates: readonly HashedFile[], store: PlacingStore) {
  for (const candidate of candidates) {
    const state = await holdsBytes(target, candidate, store)
    if (state !== 'changed') return state
  }
  return 'changed'
}

async function replaceFile(store: PlacingStore, file: HashedFile, target: string, token: string) {
  const temporary = join(dirname(target), `.next.${token}.shelving`)
  await rm(temporary, { force: true })
  const placement = await placeFile(store, file, temporary, token)
  await rename(temporary, target)
  return placement
}

async function removeEmptyParents(folder: string, path: string): Promise<void> {
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    try {
      await rmdir(join(folder, parent))
    } catch (error) {
      const code = systemErrorCode(error)
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return
      throw error
    }
  }
}

async function syncIfPresent(path: string): Promise<void> {
  const found = await ifPresent(lstat(path))
  if (found?.isDirectory()) await ifPresent(syncDirectory(path))
}
