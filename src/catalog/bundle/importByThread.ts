import type { CatalogThreads } from '../thread/createCatalogThreads.ts'
import type { ImportOptions } from './importCatalog.ts'
import type { ImportCounts } from './importProgress.ts'

interface ThreadParts {
  threads: CatalogThreads
  /** Done for models whose keys are given, once the index has them; see inheritParameters. */
  inherit(among: Uint32Array): Promise<unknown>
}

/**
 * As importCatalog, in a thread of its own with its own connection: this one goes on answering, and takes what was
 * written into the search index piece by piece. All of it is searchable when this ends, however it ends.
 *
 * @throws WeighthouseError as importCatalog; CONFLICT while the index takes in another import
 */
export async function importByThread(
  { threads, inherit }: ThreadParts,
  path: string,
  { modelsPerTransaction, signal, onProgress }: ImportOptions,
): Promise<ImportCounts> {
  let inheriting: Promise<unknown> = Promise.resolve()
  const thread = await threads.start((piece) => {
    // Beside the pieces that come: some models inherit from what is in a later one, and are looked at again then.
    for (const { keys } of [piece.segmentNumbers, piece.others]) inheriting = inheriting.then(() => inherit(keys))
    inheriting.catch(() => undefined)
  })
  try {
    const result = await thread.do({ kind: 'import', path, modelsPerTransaction }, { signal, onProgress })
    if (result.kind !== 'imported') throw new TypeError(`An import has ended as ${result.kind}`)
    return result.counts
  } finally {
    await thread.end()
    await inheriting
  }
}
