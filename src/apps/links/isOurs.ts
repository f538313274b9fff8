import { readFileSync, statSync } from 'node:fs'

import type { AppLinkTable } from '../../database/schema.ts'
import { type Found, lookAt } from './lookAt.ts'

/**
 * Whether what was found at a ledger row's place is what mapping put there: a link with the very text and inode of the
 * row; a hard link that still is the library file, or when that is gone, the very file that was linked and not the last
 * name of its bytes; a folder with the row's inode; a file with the row's inode and the
 * bytes that were written. A row that is only planned (its process died) has no inode yet; its link is known by its
 * text, its file by being the beginning of what was to be written.
 */
export function isOurs(row: AppLinkTable, found: Found): boolean {
  const sameInode = 'inode' in found && (row.state === 'planned' || found.inode === row.inode)
  if (!sameInode) return false
  switch (row.kind) {
    case 'symlink':
      return found.kind === 'symlink' && found.text === row.source_path
    case 'hardlink':
      return found.kind === 'file' && (isLinkOf(found, lookAt(row.source_path)) || isStillOneOfMany(row))
    case 'directory':
      return found.kind === 'directory'
    case 'file':
      return found.kind === 'file' && hasOurBytes(row)
    default:
      return false
  }
}

function isLinkOf(found: Found & { kind: 'file' }, source: Found): boolean {
  return source.kind === 'file' && found.inode === source.inode && found.device === source.device
}

/** An inode may be given to another file once its last name is gone; when it was made and changed is not. */
export function identityOf(path: string): string {
  const { birthtimeNs, mtimeNs, size } = statSync(path, { bigint: true })
  return `${birthtimeNs} ${mtimeNs} ${size}`
}

function isStillOneOfMany({ target_path: path, detail }: AppLinkTable): boolean {
  return detail !== null && statSync(path).nlink > 1 && identityOf(path) === detail
}

/** False for a small file that a killed process began to write. The place must be {@link isOurs}. */
export function isWritten({ kind, target_path: path, detail }: AppLinkTable): boolean {
  return kind !== 'file' || statSync(path).size === Buffer.byteLength(detail ?? '')
}

function hasOurBytes({ target_path: path, detail, state }: AppLinkTable): boolean {
  const ours = detail ?? ''
  // Longer than what was written is another's, and is not read.
  if (statSync(path).size > Buffer.byteLength(ours)) return false
  const text = readFileSync(path, 'utf8')
  return state === 'planned' ? ours.startsWith(text) : text === ours
}
