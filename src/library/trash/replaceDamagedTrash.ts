import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { joinInside } from '../../ids/safePath.ts'
import type { PlacingStore } from '../placeFile.ts'
import { type DamagedBlob, findDamaged, replaceDamagedFile } from '../replaceDamagedFiles.ts'
import { listTrash } from './listTrash.ts'
import { writeNote } from './trashNote.ts'

/**
 * Gives right bytes to files of models in the trash that are hard links to a damaged blob, so that they come back whole; their
 * notes say how the files are now, or emptying the trash would take them for somebody's own.
 *
 * @returns the paths of the files that were replaced
 */
export async function replaceDamagedTrash(
  directory: string,
  damaged: DamagedBlob,
  options: { store: PlacingStore; token: string },
): Promise<string[]> {
  const replaced: string[] = []
  const blob = await findDamaged(damaged)
  if (!blob) return replaced
  for (const { note, folder } of (await listTrash(directory)).entries) {
    const named = note.blobs.filter(({ sha256 }) => sha256 === damaged.sha256)
    if (note.state !== 'kept' || named.length === 0) continue
    const files = [...note.files]
    for (const { path, size } of named) {
      const place = joinInside(folder, path)
      if (!(await replaceDamagedFile(place, { ...damaged, size }, blob, options))) continue
      replaced.push(place)
      const { mtimeMs, ino } = await lstat(place)
      const index = files.findIndex((file) => file.path === path)
      if (index >= 0) files[index] = { path, size, mtime_ms: mtimeMs, inode: String(ino) }
    }
    if (files.some((file, index) => file !== note.files[index])) await writeNote(dirname(folder), { ...note, files })
  }
  return replaced
}
