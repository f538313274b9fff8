import { lstatSync } from 'node:fs'
import { join } from 'node:path'

import { baseName } from '../layouts/folder.ts'
import type { FoundModel } from '../layouts/foundModel.ts'
import type { LibraryIndex } from '../libraryIndex.ts'
import type { KnownFile } from '../rootIndex.ts'
import type { Roots } from '../roots/openRoots.ts'
import type { RootState } from '../roots/root.ts'

/** Recognises models that were renamed or moved, so that they keep their slug and with it what the user said of them. */
export interface MoveFinder {
  /** The slug of the model that this one was; each is given once. */
  find(model: FoundModel): string | undefined
  /** Whether a model was found under another path. */
  isFound(slug: string): boolean
}

/**
 * A file is the same when it has the same inode, size and time, or the same hash, or the same name, size and time. What is
 * still where it was is no other file's past.
 *
 * @param options.lost slugs of models of this root whose files are not where they were
 */
export function createMoveFinder(options: {
  index: LibraryIndex
  roots: Roots
  lost: readonly string[]
  root: RootState
}): MoveFinder {
  const { index, roots, root } = options
  const lost = new Set(options.lost)
  const found = new Set<string>()
  // The first scan of the first root has nothing that could have come from elsewhere.
  const anyElsewhere = lost.size > 0 || roots.list().length > 1

  return {
    isFound: (slug) => found.has(slug),
    find(model) {
      const [main] = model.files
      if (!main || !anyElsewhere) return undefined
      const seen = index.filesSeen(main.mtimeMs, main.size)
      const same =
        // Inodes are given again to other files, so the time must be the very same one.
        seen.find(
          (file) =>
            file.inode === main.inode && file.device === main.device && file.mtimeMs === main.mtimeMs && isFree(file),
        ) ??
        seen.find((file) => baseName(file) === baseName(main) && isFree(file)) ??
        (main.sha256 === undefined
          ? undefined
          : index.filesByHash(main.sha256).find((file) => file.size === main.size && isFree(file)))
      if (same) found.add(same.slug)
      return same?.slug
    },
  }

  function isFree({ slug, root: rootId, path, missing }: KnownFile): boolean {
    if (rootId === '' || found.has(slug)) return false
    if (rootId === root.id) return lost.has(slug)
    if (missing) return true
    const other = roots.find(rootId)
    return other?.online === true && lstatSync(join(other.path, path), { throwIfNoEntry: false }) === undefined
  }
}
