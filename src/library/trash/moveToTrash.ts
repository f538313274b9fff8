import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { makeFolders } from '../makeFolders.ts'
import { isHashed, type ModelMetadata } from '../metadata.ts'
import { exists } from '../renameWithoutReplacing.ts'
import { describeProcess } from '../shelvingMarker.ts'
import { takeInventory } from './takeInventory.ts'
import type { TrashEntry } from './trashEntry.ts'
import { notePath, trashedFolderName, trashFolderName, writeNote } from './trashNote.ts'

/** A removal that is written down, before the folder has moved. */
export interface OpenRemoval extends TrashEntry {
  /** The model's folder on the shelf, absolute. */
  from: string
}

/**
 * Writes down that a model is about to move into the trash: the first step, after which nothing has moved.
 *
 * @param options.path the model's folder relative to `directory`
 * @param options.apps installations that it is linked into
 * @throws WeighthouseError CONFLICT when the folder holds files that are none of the model's
 */
export async function openRemoval(options: {
  directory: string
  path: string
  metadata: ModelMetadata
  apps: readonly string[]
  token: string
  now: UtcMilliseconds
}): Promise<OpenRemoval> {
  const { directory, path, metadata, apps, token, now } = options
  const from = join(directory, path)
  const { files, strangers } = await takeInventory(from, metadata)
  if (strangers.length > 0) {
    const some = strangers.slice(0, 5).join(', ') + (strangers.length > 5 ? `, and ${strangers.length - 5} more` : '')
    throw new WeighthouseError('CONFLICT', `${from} holds files that are not the model's: ${some}. It stays.`, {
      hint: 'Move your files out of that folder, then run the command again.',
      details: { slug: metadata.slug, path: from, files: strangers },
    })
  }
  const inPlace = metadata.storage_kind === 'external_reference'
  const removedAt = new Date(now).toISOString()
  const id = await freeId(directory, metadata.slug, removedAt)
  const folder = await makeFolders(directory, [trashFolderName, id])
  const note: TrashEntry['note'] = {
    schema_version: 1,
    slug: metadata.slug,
    official_name: metadata.official_name,
    model_type: metadata.model_type,
    storage: inPlace ? 'in_place' : 'shelved',
    commit: metadata.commit,
    size_bytes: metadata.size_bytes,
    path,
    removed_at: removedAt,
    state: 'kept',
    apps: [...apps],
    files,
    blobs: inPlace ? [] : metadata.files.filter(isHashed).map(({ path, sha256, size }) => ({ path, sha256, size })),
    ...describeProcess(token, now),
  }
  await writeNote(folder, note)
  await syncDirectory(dirname(folder))
  return { id, note, removedAt: now, folder: join(folder, trashedFolderName), from }
}

/**
 * The one moment: the model's folder leaves the shelf.
 * @throws WeighthouseError UNSUPPORTED when trash and folder are on different drives; nothing has moved then
 */
export async function moveToTrash({ from, folder }: OpenRemoval): Promise<void> {
  try {
    await rename(from, folder)
  } catch (error) {
    if (systemErrorCode(error) !== 'EXDEV') throw error
    throw new WeighthouseError('UNSUPPORTED', `${from} is on another drive than the library's trash.`, {
      hint: 'Move that folder back onto the drive of the library.',
      details: { path: from },
      cause: error,
    })
  }
  await syncDirectory(dirname(folder))
  await syncDirectory(dirname(from))
  await removeEmptyShelves(from)
}

/** Takes a note without a folder away: the removal did not happen, or was taken back. */
export async function dropNote({ folder }: Pick<TrashEntry, 'folder'>): Promise<void> {
  await rm(notePath(dirname(folder)), { force: true })
  try {
    await rmdir(dirname(folder))
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
}

/** The family's and the type's folder, if nothing is in them any more. */
export async function removeEmptyShelves(folder: string): Promise<void> {
  for (const shelf of [dirname(folder), dirname(dirname(folder))]) {
    try {
      await rmdir(shelf)
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EACCES', 'EPERM'].includes(systemErrorCode(error) ?? '')) return
      throw error
    }
  }
}

async function freeId(directory: string, slug: string, removedAt: string): Promise<string> {
  // A slug may be longer than a file name may be.
  const name = `${removedAt.replace(/[-:]|\.\d+/g, '')}-${slug.slice(0, 150)}`
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}-${number}`
    if (!(await exists(join(directory, trashFolderName, id)))) return id
  }
}
