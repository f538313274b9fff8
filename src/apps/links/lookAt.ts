import { lstatSync, readlinkSync } from 'node:fs'

import { systemErrorCode } from '../../foundation/errors.ts'

/** What is at a path, links not followed. */
export type Found =
  | { kind: 'absent' }
  | { kind: 'symlink'; inode: string; /** What the link says. */ text: string }
  | { kind: 'file'; inode: string; device: string }
  | { kind: 'directory'; inode: string; device: string }
  | { kind: 'other' }

const absent: Found = { kind: 'absent' }

/**
 * Looks at a path with lstat: a link is a link, wherever it points and whether that is there. Synchronous, because a
 * plan looks at ten thousands of places and awaiting each costs ten times the look; whoever looks at many lets others
 * run in between (see `pauseEvery`).
 */
export function lookAt(path: string): Found {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (!found) return absent
    // Numbers are read faster than bigints, and nearly always hold an inode exactly.
    const exact = Number.isSafeInteger(found.ino) ? found : lstatSync(path, { bigint: true })
    const inode = String(exact.ino)
    if (found.isSymbolicLink()) return { kind: 'symlink', inode, text: readlinkSync(path) }
    if (found.isFile()) return { kind: 'file', inode, device: String(found.dev) }
    if (found.isDirectory()) return { kind: 'directory', inode, device: String(found.dev) }
    return { kind: 'other' }
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent
    throw error
  }
}

/** What the symbolic link at a path says; undefined when there is none. Half the work of {@link lookAt}. */
export function readLinkText(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EINVAL' || code === 'ENOENT' || code === 'ENOTDIR' || code === 'UNKNOWN') return undefined
    throw error
  }
}
