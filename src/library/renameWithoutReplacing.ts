import { link, lstat, rename, unlink } from 'node:fs/promises'

import { systemErrorCode } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'

/** What file systems answer when they cannot hard-link: another disk, no such thing, too many links, not the owner. */
export const cannotLink: ReadonlySet<string> = new Set([
  'EXDEV',
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EINVAL',
])

/**
 * Gives the file at `from` the name `to`, unless something has it: by a hard link, which never replaces, and where
 * there is no such thing by a rename after a look.
 *
 * @returns false when something is at `to`; both are then as they were
 */
export async function renameWithoutReplacing(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') return false
    if (!cannotLink.has(code ?? '')) throw error
    if (await exists(to)) return false
    await rename(from, to)
    return true
  }
  await unlink(from)
  return true
}

/** True when anything, even a dangling link, is at `path`. */
export async function exists(path: string): Promise<boolean> {
  return (await ifPresent(lstat(path))) !== undefined
}
