import { statfsSync, statSync } from 'node:fs'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { LinkSupport } from '../apps.ts'

// File systems without symbolic links, by the numbers that statfs gives. https://man7.org/linux/man-pages/man2/statfs.2.html
const withoutLinks = new Set([0x4d44 /* FAT */, 0x20_11_ba_b0 /* exFAT */])

/** What links an application's file system allows, as far as it can be known without making one. */
export function readLinkSupport(folder: string, library: string | undefined, platform: NodeJS.Platform): LinkSupport {
  try {
    const { dev } = statSync(folder)
    const hasNone = platform === 'linux' && withoutLinks.has(statfsSync(folder).type)
    const sameDrive = library !== undefined && statSync(library).dev === dev
    return { symlink: !hasNone, hardlink: sameDrive && !hasNone, online: true }
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EIO') {
      return { symlink: false, hardlink: false, online: false }
    }
    throw error
  }
}
