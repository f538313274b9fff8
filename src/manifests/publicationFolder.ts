import { readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { writeDurably } from '../foundation/files/writeDurably.ts'

/*
 * The folder `.weighthouse-build` inside a published folder, where a build keeps its unfinished files (`*.part`) and,
 * while it puts them into place, the journal: what it is about to place, in the form of the ledger.
 */

const suffix = '.part'
export const journalName = 'journal.json'

export function asideFolder(out: string): string {
  return join(out, '.weighthouse-build')
}

export function lockPath(out: string): string {
  return join(out, '.weighthouse-build.lock')
}

export function asidePath(out: string, name: string): string {
  return join(asideFolder(out), name + suffix)
}

/** Makes the published folder. @throws WeighthouseError INVALID_ARGUMENT when something else has its name */
export async function makePublishedFolder(out: string): Promise<void> {
  try {
    await makeFolder(out)
    if ((await stat(out)).isDirectory()) return
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'EEXIST' && code !== 'ENOTDIR' && code !== 'ENOENT') throw error
  }
  throw new WeighthouseError('INVALID_ARGUMENT', `${out} is not a folder and cannot be made one.`, {
    hint: 'Name a folder with --out; it is made if it is missing.',
    details: { path: out },
  })
}

/** Makes the folder for unfinished files and empties it of those that a killed build left. */
export async function openAsideFolder(out: string): Promise<void> {
  await makeFolder(asideFolder(out))
  await removeParts(out)
}

/** Removes the unfinished files, and the folder unless it holds a journal that the next build needs. */
export async function closeAsideFolder(out: string): Promise<void> {
  await removeParts(out)
  try {
    await rmdir(asideFolder(out))
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

/** Writes the journal, whole and durable, before the first file is put into place. */
export async function writeJournal(out: string, text: string): Promise<void> {
  const path = asidePath(out, journalName)
  await writeDurably(path, text, 'w')
  await rename(path, join(asideFolder(out), journalName))
  await syncDirectory(asideFolder(out))
}

export async function removeJournal(out: string): Promise<void> {
  await rm(join(asideFolder(out), journalName))
}

async function removeParts(out: string): Promise<void> {
  for (const name of await readdir(asideFolder(out))) {
    if (name.endsWith(suffix)) await rm(join(asideFolder(out), name))
  }
}
