import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import { makeFolders } from '../makeFolders.ts'
import { exists } from '../renameWithoutReplacing.ts'
import { shelvingMarkerName } from '../shelvingMarker.ts'
import type { TrashEntry } from './trashEntry.ts'

/**
 * Puts a model's folder back where it was. Its note stays, for the caller to drop (`dropNote`) when the rest is done too.
 *
 * @throws WeighthouseError CONFLICT when something has its place, or its files are being deleted
 */
export async function restoreFromTrash(directory: string, { id, note, folder }: TrashEntry): Promise<void> {
  if (note.state === 'emptying') {
    throw new WeighthouseError('CONFLICT', `${id} was being emptied: some of its files are gone.`, {
      hint: `Pull it again: \`weighthouse pull ${note.slug}\`.`,
      details: { id },
    })
  }
  const place = join(directory, note.path)
  const segments = note.path.split('/')
  const parent = await makeFolders(directory, segments.slice(0, -1))
  // A rename would replace an empty folder.
  if (await exists(place)) {
    throw new WeighthouseError('CONFLICT', `${place} is taken, so ${note.slug} cannot come back there.`, {
      hint: 'Move what is there aside, then run the command again. The model stays in the trash until then.',
      details: { id, path: place },
    })
  }
  await rm(join(folder, shelvingMarkerName), { force: true })
  await rename(folder, place)
  await syncDirectory(parent)
  await syncDirectory(dirname(folder))
}
