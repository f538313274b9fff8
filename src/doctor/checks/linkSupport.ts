import { constants, copyFile, link, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { GroundCheck, Look } from '../doctor.ts'
import { storeFolders } from './folders.ts'

/** Which links the drives of Weighthouse allow, tried in a folder of its own that is removed again. */
export const linkSupportCheck: GroundCheck = {
  id: 'link-support',
  async look({ config }) {
    const looks: Look[] = []
    const drives = new Set<number>()
    for (const folder of [config.home, config.library, ...storeFolders(config)]) {
      const found = await ifPresent(stat(folder))
      if (!found?.isDirectory() || drives.has(found.dev)) continue
      drives.add(found.dev)
      looks.push(await tryLinks(folder))
    }
    const [library, store] = [await ifPresent(stat(config.library)), await ifPresent(stat(config.store))]
    if (library && store && library.dev !== store.dev) {
      looks.push({
        status: 'warn',
        says: `${config.library} and ${config.store} are on different drives: every model takes its room twice`,
        mend: 'Put both on one drive: WEIGHTHOUSE_STORE, WEIGHTHOUSE_LIBRARY.',
      })
    }
    return looks
  },
}

async function tryLinks(folder: string): Promise<Look> {
  let place: string
  try {
    place = await mkdtemp(join(folder, '.doctor-'))
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(systemErrorCode(error) ?? '')) throw error
    return {
      status: 'warn',
      says: `${folder} cannot be written, so its links were not tried`,
      mend: 'Mend what the check `folders` says.',
    }
  }
  try {
    const file = join(place, 'file')
    await writeFile(file, 'weighthouse')
    const can = {
      symlink: await works(() => symlink(file, join(place, 'symlink'))),
      hardlink: await works(() => link(file, join(place, 'hardlink'))),
      reflink: await works(() => copyFile(file, join(place, 'reflink'), constants.COPYFILE_FICLONE_FORCE)),
    }
    const says = `${folder}: ${Object.entries(can)
      .map(([kind, yes]) => `${kind} ${yes ? 'yes' : 'no'}`)
      .join(', ')}`
    if (can.hardlink) return { status: 'ok', says }
    const mend = can.reflink
      ? ''
      : 'Library files are copies there. A drive with ext4, btrfs, xfs, APFS or NTFS keeps each model once.'
    return { status: can.reflink ? 'ok' : 'warn', says, mend }
  } finally {
    await rm(place, { recursive: true })
  }
}

async function works(make: () => Promise<void>): Promise<boolean> {
  try {
    await make()
    return true
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error
    return false
  }
}
