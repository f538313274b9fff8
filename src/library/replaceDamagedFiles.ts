import { lstat, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { joinInside } from '../ids/safePath.ts'
import type { LibraryModel } from './library.ts'
import { placeFile, type PlacingStore } from './placeFile.ts'

/** A blob whose right bytes are in the store again, and where the damaged ones lie now. */
export interface DamagedBlob {
  sha256: string
  place: string
}

/** Device and inode of the damaged bytes. */
interface DamagedNode {
  dev: bigint
  ino: bigint
}

/** The damaged bytes; undefined when they have no other name than the one in the quarantine. */
export async function findDamaged({ place }: DamagedBlob): Promise<DamagedNode | undefined> {
  const blob = await ifPresent(lstat(place, { bigint: true }))
  return blob?.isFile() && blob.nlink > 1n ? blob : undefined
}

/**
 * Gives right bytes to the file at `path` if it is a hard link to the damaged blob; any other is the user's, and stays.
 * @returns whether it was replaced
 */
export async function replaceDamagedFile(
  path: string,
  { sha256, size }: { sha256: string; size: number },
  blob: DamagedNode,
  { store, token }: { store: PlacingStore; token: string },
): Promise<boolean> {
  const found = await ifPresent(lstat(path, { bigint: true }))
  if (found?.ino !== blob.ino || found.dev !== blob.dev) return false
  const temporary = join(dirname(path), `.next.${token}.shelving`)
  try {
    await placeFile(store, { sha256, size }, temporary, token)
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncDirectory(dirname(path))
  return true
}

/**
 * Gives right bytes to the library files that are hard links to a damaged blob, while the store has the right one.
 * @returns the paths of the files that were replaced
 */
export async function replaceDamagedFiles(
  models: AsyncIterable<LibraryModel>,
  damaged: DamagedBlob,
  options: { store: PlacingStore; token: string },
): Promise<string[]> {
  const replaced: string[] = []
  const blob = await findDamaged(damaged)
  if (!blob) return replaced
  for await (const model of models) {
    if (model.storage === 'in_place') continue
    for (const { path, size, sha256 } of model.files) {
      if (sha256 !== damaged.sha256) continue
      const place = joinInside(model.path, path)
      if (await replaceDamagedFile(place, { sha256, size }, blob, options)) replaced.push(place)
    }
  }
  return replaced
}
