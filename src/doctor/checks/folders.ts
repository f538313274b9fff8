import { access, chmod, constants, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { Ground, GroundCheck, Look } from '../doctor.ts'

/** The folders of Weighthouse: there, ours, and writable. */
export const foldersCheck: GroundCheck = {
  id: 'folders',
  async look({ config }) {
    const folders = [...new Set([config.home, config.library, ...storeFolders(config)])]
    return Promise.all(folders.map(lookAt))
  },
}

/** None when the store is a bucket. */
export function storeFolders({ store }: Pick<Ground['config'], 'store'>): string[] {
  return /^s3:/i.test(store) ? [] : [store, join(store, 'incoming')]
}

async function lookAt(path: string): Promise<Look> {
  const found = await ifPresent(stat(path))
  if (!found) return { status: 'ok', says: `${path} is not there yet; it is made when it is needed` }
  if (!found.isDirectory())
    return {
      status: 'fail',
      says: `${path} is no folder`,
      mend: 'Move it aside, or choose another folder in the settings.',
    }
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error
    if (code === 'EROFS')
      return {
        status: 'fail',
        says: `${path} is on a drive that can only be read`,
        mend: 'Mount it for writing, or choose another folder in the settings.',
      }
    const look: Look = {
      status: 'fail',
      says: `${path} cannot be read and written by ${userInfo().username}`,
      mend: `chmod u+rwx ${path}`,
    }
    if (found.uid !== process.getuid?.())
      return { ...look, mend: `Give it to your user: chown -R ${userInfo().username} ${path}` }
    return { ...look, fix: { work: () => chmod(path, (found.mode & 0o7777) | 0o700) } }
  }
  const othersWrite = process.platform !== 'win32' && (found.mode & 0o002) !== 0
  if (!othersWrite) return { status: 'ok', says: `${path} can be read and written` }
  const look: Look = {
    status: 'warn',
    says: `${path} can be written by everybody on this machine`,
    mend: `chmod o-w ${path}`,
  }
  return found.uid === process.getuid?.() ? { ...look, fix: { work: () => chmod(path, found.mode & 0o7775) } } : look
}
