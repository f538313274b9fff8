import type { Library, LibraryModel } from '../library.ts'
import { listTrash } from './listTrash.ts'

/** A model that names blobs, on the shelf or in the trash. */
type NamingModel = Pick<LibraryModel, 'slug' | 'commit' | 'storage'> & {
  files: readonly { path: string; sha256: string | undefined; size: number }[]
}

/** The shelves and the trash together: what names blobs until the trash is emptied. */
export function withTrash(library: Pick<Library, 'iterate' | 'directory'>): {
  iterate(): AsyncGenerator<NamingModel, void, undefined>
} {
  return {
    async *iterate() {
      const { entries, cutOff } = await listTrash(library.directory)
      for (const { note } of [...entries, ...cutOff]) {
        yield { slug: note.slug, commit: note.commit, storage: note.storage, files: note.blobs }
      }
      yield* library.iterate()
    },
  }
}
