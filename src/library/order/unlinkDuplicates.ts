import { chmod, constants, copyFile, lstat, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import { syncFiles } from '../../foundation/files/syncFiles.ts'
import { type Change, dropChange, type LinkedFile, type LinkNote, writeChange } from './changeNotes.ts'
import { hashWhole } from './hashWhole.ts'
import { linkingName } from './linkingName.ts'

/**
 * Gives files that were linked bytes of their own again, with the mode and the time that they had. A file that is not the
 * link any more stays as it is. May be called again after a crash at any moment.
 *
 * @returns why some files stayed linked; then the change stays written down
 */
export async function unlinkDuplicates(directory: string, { id, note }: Change<LinkNote>): Promise<string[]> {
  const problems: string[] = []
  for (const file of note.files) {
    const problem = await unlinkOne(file, note.token)
    if (problem !== undefined) problems.push(problem)
  }
  if (problems.length === 0) await dropChange(directory, id)
  return problems
}

/** What a killed linking left: links that are in place stay (they were compared before) and can be taken back. */
export async function settleLinks(directory: string, { id, note }: Change<LinkNote>): Promise<number> {
  const linked: LinkedFile[] = []
  for (const file of note.files) {
    await removeBeside(file, note.token)
    if (await isLinked(file)) linked.push(file)
  }
  if (linked.length === 0) await dropChange(directory, id)
  else await writeChange(directory, id, { ...note, state: 'done', files: linked })
  return linked.length
}

async function unlinkOne(file: LinkedFile, token: string): Promise<string | undefined> {
  await removeBeside(file, token)
  if (!(await isLinked(file))) return undefined
  const beside = join(dirname(file.path), linkingName(token))
  try {
    await copyFile(file.path, beside, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    if ((await hashWhole(beside))?.sha256 !== file.sha256) return `${file.path} was not copied whole; it stays linked`
    await syncFiles([beside])
    await utimes(beside, file.mtime_ms / 1000, file.mtime_ms / 1000)
    await chmod(beside, file.mode)
    await rename(beside, file.path)
  } finally {
    await rm(beside, { force: true })
  }
  await syncDirectory(dirname(file.path))
  return undefined
}

async function isLinked({ path, target }: LinkedFile): Promise<boolean> {
  const [one, other] = [
    await ifPresent(lstat(path, { bigint: true })),
    await ifPresent(lstat(target, { bigint: true })),
  ]
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev
}

/** A link in the making: only what is a hard link of the target or of the file, so nothing of the user's. */
async function removeBeside({ path, target }: LinkedFile, token: string): Promise<void> {
  const beside = join(dirname(path), linkingName(token))
  const found = await ifPresent(lstat(beside, { bigint: true }))
  if (!found) return
  const base = await ifPresent(lstat(target, { bigint: true }))
  // A copy of ours that was cut off is a file of one name with our token in it.
  if (found.ino === base?.ino || found.nlink === 1n) await rm(beside)
}
