import { lstat, readlink } from 'node:fs/promises'

import { systemErrorCode } from '../../foundation/errors.ts'

/** What is at a path, links not followed. */
export type Found =
  | { kind: 'absent' }
  | { kind: 'symlink'; inode: string; /** What the link says. */ text: string }
  | { kind: 'file'; inode: string; device: string }
  | { kind: 'directory'; inode: string }
  | { kind: 'other' }

/** Looks at a path with lstat: a link is a link, wherever it points and whether that is there. */
export async function lookAt(path: string): Promise<Found> {
  try {
    const found = await lstat(path, { bigint: true })
    const inode = String(found.ino)
    if (found.isSymbolicLink()) return { kind: 'symlink', inode, text: await readlink(path) }
    if (found.isFile()) return { kind: 'file', inode, device: String(found.dev) }
    if (found.isDirectory()) return { kind: 'directory', inode }
    return { kind: 'other' }
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
    throw error
  }
}
