import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { exists } from '../renameWithoutReplacing.ts'
import type { TrashEntry } from './trashEntry.ts'
import { entryFolder, readNote, trashedFolderName, trashFolderName } from './trashNote.ts'

interface Trash {
  /** Models in the trash, the last removed first. */
  entries: TrashEntry[]
  /** Notes without a folder: a removal that was cut off before its one moment, or a return after it. */
  cutOff: TrashEntry[]
  /** Folders in the trash that are none of ours. */
  strangers: string[]
}

/** What is in the trash of the library at `directory`. */
export async function listTrash(directory: string): Promise<Trash> {
  const trash: Trash = { entries: [], cutOff: [], strangers: [] }
  const place = join(directory, trashFolderName)
  // What is behind a link is not our trash.
  if (!(await ifPresent(lstat(place)))?.isDirectory()) return trash
  const found = await ifPresent(readdir(place, { withFileTypes: true }))
  for (const dirent of found ?? []) {
    const { name } = dirent
    const folder = join(place, name)
    const note = dirent.isDirectory() ? await readNote(folder) : 'unreadable'
    if (note === undefined || note === 'unreadable') {
      trash.strangers.push(folder)
      continue
    }
    const entry = { id: name, note, removedAt: Date.parse(note.removed_at), folder: join(folder, trashedFolderName) }
    if (note.state === 'emptying' || (await exists(entry.folder))) trash.entries.push(entry)
    else trash.cutOff.push(entry)
  }
  trash.entries.sort((a, b) => b.removedAt - a.removedAt || (a.id < b.id ? 1 : -1))
  return trash
}

/** @throws WeighthouseError NOT_FOUND */
export async function getTrashEntry(directory: string, id: string): Promise<TrashEntry> {
  entryFolder(directory, id)
  const found = (await listTrash(directory)).entries.find((entry) => entry.id === id)
  if (found) return found
  throw new WeighthouseError('NOT_FOUND', `There is no ${id} in the trash.`, {
    hint: 'See what is there: `weighthouse trash list`.',
    details: { id },
  })
}
