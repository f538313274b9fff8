import { lstat, readdir, rm, rmdir, unlink } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { exists } from '../renameWithoutReplacing.ts'
import { shelvingMarkerName } from '../shelvingMarker.ts'
import type { TrashEntry } from './trashEntry.ts'
import { type InventoryFile, writeNote } from './trashNote.ts'

/**
 * Deletes the files of a model in the trash that are still what they were when it came there. What somebody added or
 * changed since stays, and so does the entry. May be called again after a crash at any moment. The note stays until the
 * caller drops it.
 *
 * @returns paths, relative to the model's folder, of what was kept; empty when all is gone
 */
export async function emptyEntry({ note, folder }: TrashEntry): Promise<string[]> {
  if (note.state !== 'emptying') await writeNote(dirname(folder), { ...note, state: 'emptying' })
  if (!(await ifPresent(lstat(folder)))?.isDirectory()) return (await exists(folder)) ? ['.'] : []
  const own = new Map(note.files.map((file) => [file.path, file]))
  // A listing leads through no link that somebody put there.
  const found = await readdir(folder, { withFileTypes: true, recursive: true })
  for (const entry of found) {
    const place = join(entry.parentPath, entry.name)
    const file = own.get(pathIn(folder, place))
    if (file && entry.isFile() && (await isAsItWas(place, file))) await unlink(place)
  }
  await rm(join(folder, shelvingMarkerName), { force: true })
  // Deepest first.
  const folders = found.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  for (const path of [...folders.sort((a, b) => b.length - a.length), folder]) await removeIfEmpty(path)
  if (!(await exists(folder))) return []
  const left = await readdir(folder, { withFileTypes: true, recursive: true })
  return left
    .filter((entry) => !entry.isDirectory())
    .map((entry) => pathIn(folder, join(entry.parentPath, entry.name)))
    .sort()
}

/** Relative, with forward slashes. */
function pathIn(folder: string, place: string): string {
  return relative(folder, place).split(sep).join('/')
}

async function isAsItWas(place: string, file: InventoryFile): Promise<boolean> {
  const found = await ifPresent(lstat(place))
  if (!found?.isFile() || found.size !== file.size) return false
  return String(found.ino) === file.inode || found.mtimeMs === file.mtime_ms
}

async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
}
