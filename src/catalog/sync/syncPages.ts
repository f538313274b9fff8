import type { SourcePage } from '../../sources/source.ts'
import type { Catalog } from '../catalog.ts'
import type { SyncParts } from './finishSyncRun.ts'
import type { SyncRun } from './syncRun.ts'
import { writeSyncPage } from './writeSyncPage.ts'

/** A page as its source lists it. */
export type ListedPage = Pick<SourcePage<unknown>, 'records' | 'cursor' | 'rejected'>

/** Writes the pages of a listing, one after the other; see writeSyncPage. */
export interface PageWriter {
  /** @returns the run behind this page @throws as writeSyncPage */
  write(run: SyncRun, page: ListedPage): Promise<SyncRun>
  /** All that was written is searchable when this ends. To be called whatever happened. */
  close(): Promise<void>
}

/** Records of a run before a thread writes: starting one takes as long as writing so many here. */
const recordsBeforeThread = 5_000

/**
 * Writes the first pages in this thread, and those of a long listing in another, where the catalog can have one: searches
 * are not held up by them then.
 */
export function createSyncPages({
  catalog,
  clock,
  threadAfter = recordsBeforeThread,
}: SyncParts & {
  catalog: Pick<Catalog, 'prepare'> & Partial<Pick<Catalog, 'openPageWriter'>>
  threadAfter?: number | undefined
}): PageWriter {
  let records = 0
  let thread: PageWriter | undefined

  return {
    async write(run, page) {
      if (records >= threadAfter) thread ??= await catalog.openPageWriter?.()
      if (thread) return thread.write(run, page)
      records += page.records.length
      // Outside of the transaction: making records ready is most of the work, and mostly another thread's.
      const { records: prepared, rejected } = await catalog.prepare(run.source, page.records)
      return writeSyncPage({ catalog, clock }, run, {
        records: prepared,
        cursor: page.cursor,
        rejected: [...page.rejected, ...rejected],
      })
    },
    async close() {
      await thread?.close()
    },
  }
}
