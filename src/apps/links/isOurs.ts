import type { AppLinkTable } from '../../database/schema.ts'
import type { Found } from './lookAt.ts'

/**
 * Whether what was found at a ledger row's place is what mapping put there: a link with the very text and inode of the
 * row; a hard link that still is the library file; a folder with the row's inode. A row that is only planned (its process
 * died) has no inode yet; its link is known by its text.
 *
 * @param source what is at the row's source path; needed for hard links
 */
export function isOurs(row: AppLinkTable, found: Found, source?: Found): boolean {
  const sameInode = 'inode' in found && (row.state === 'planned' || found.inode === row.inode)
  switch (row.kind) {
    case 'symlink':
      return found.kind === 'symlink' && found.text === row.source_path && sameInode
    case 'hardlink':
      return (
        found.kind === 'file' &&
        source?.kind === 'file' &&
        found.inode === source.inode &&
        found.device === source.device &&
        sameInode
      )
    case 'directory':
      return found.kind === 'directory' && sameInode
    default:
      return false
  }
}
