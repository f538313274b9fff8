import { lstat, stat } from 'node:fs/promises'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { mapConcurrently } from '../../hub/mapConcurrently.ts'
import type { LibraryFile, LibraryModel } from '../library.ts'

/** A library file as the disk has it now. */
export interface DiskFile {
  model: LibraryModel
  file: LibraryFile
  /** Device and inode: equal for hard links of one file. Undefined when it is not there, or no plain file. */
  node: string | undefined
  /** Names that it has on disk. */
  links: number
  /** Bytes on disk: of a sparse file fewer than its size. */
  diskBytes: number
  /** When it was last read, in UTC milliseconds, as the file system keeps it. */
  readAtMs: number
  changedAtMs: number
}

const statsAtOnce = 32

/** Looks at every file of a model; nothing of one that is offline. */
export function lookAtFiles(model: LibraryModel): Promise<DiskFile[]> {
  return mapConcurrently(model.files, statsAtOnce, async (file) => {
    // The user's own files may be links, as all in a Hugging Face cache are.
    const look = model.storage === 'in_place' ? stat : lstat
    const found = model.offline
      ? undefined
      : await ifPresent(look(file.location, { bigint: true }), 'EACCES', 'EIO', 'ELOOP')
    if (!found?.isFile()) return { model, file, node: undefined, links: 0, diskBytes: 0, readAtMs: 0, changedAtMs: 0 }
    // Some file systems tell no blocks.
    const blocks = Number(found.blocks) * 512
    return {
      model,
      file,
      node: `${found.dev}:${found.ino}`,
      links: Number(found.nlink),
      diskBytes: found.blocks === undefined || (blocks === 0 && found.size > 0n) ? Number(found.size) : blocks,
      readAtMs: Number(found.atimeMs),
      changedAtMs: Math.max(Number(found.mtimeMs), Number(found.ctimeMs)),
    }
  })
}
