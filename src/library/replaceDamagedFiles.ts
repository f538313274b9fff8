import { lstat, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { joinInside } from '../ids/safePath.ts'
import type { LibraryModel } from './library.ts'
import { placeFile, type PlacingStore } from './placeFile.ts'

/**
 * Gives right bytes to the library files that are hard links to a damaged blob, which now lies at `damaged.place` while the
 * store has the right one. A file that is not that very blob any more is the user's, and stays.
 *
 * @returns the paths of the files that were replaced
 */
export async function replaceDamagedFiles(
  models: AsyncIterable<LibraryModel>,
  damaged: { sha256: string; place: string },
  { store, token }: { store: PlacingStore; token: string },
): Promise<string[]> {
  const replaced: string[] = []
  const blob = await ifPresent(lstat(damaged.place, { bigint: true }))
  // Its only name is the one in the quarantine.
  if (!blob?.isFile() || blob.nlink < 2n) return replaced
  for await (const model of models) {
    if (model.storage === 'in_place') continue
    for (const file of model.files) {
      if (file.sha256 !== damaged.sha256) continue
      const path = joinInside(model.path, file.path)
      const found = await ifPresent(lstat(path, { bigint: true }))
      if (found?.ino !== blob.ino || found.dev !== blob.dev) continue
      const temporary = join(dirname(path), `.next.${token}.shelving`)
      try {
        await placeFile(store, { sha256: damaged.sha256, size: file.size }, temporary, token)
        await rename(temporary, path)
      } finally {
        await rm(temporary, { force: true })
      }
      await syncDirectory(dirname(path))
      replaced.push(path)
    }
  }
  return replaced
}
