import type { Database } from '../database/database.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import { findPath } from './ancestry/findPath.ts'
import { getAncestry } from './ancestry/getAncestry.ts'
import { listDerivatives } from './ancestry/listDerivatives.ts'
import { exportCatalog } from './bundle/exportCatalog.ts'
import { importByThread } from './bundle/importByThread.ts'
import { importCatalog, type ImportOptions } from './bundle/importCatalog.ts'
import type { ImportCounts } from './bundle/importProgress.ts'
import type { Catalog, CatalogModel } from './catalog.ts'
import { checkCount, compareModels } from './compare/compareModels.ts'
import { catalogIsFilling } from './index/catalogIsFilling.ts'
import { type BulkLoad, createSearchIndex, type LocalSearchIndex } from './index/createSearchIndex.ts'
import { countEntries } from './read/countEntries.ts'
import { findModel } from './read/findModel.ts'
import { getModel, readEntry } from './read/getModel.ts'
import { iterateEntries } from './read/iterateEntries.ts'
import { searchEntries } from './search/searchEntries.ts'
import { suggest } from './search/suggest.ts'
import { findSimilar } from './similar/findSimilar.ts'
import { createStatistics } from './statistics/createStatistics.ts'
import { readSyncTimes } from './statistics/readSyncTimes.ts'
import { openPageThread } from './sync/openPageThread.ts'
import type { PageWriter } from './sync/syncPages.ts'
import { createCatalogThreads } from './thread/createCatalogThreads.ts'
import { type CatalogWriter, createCatalogWriter } from './write/createCatalogWriter.ts'
import type { Writer } from './write/createWriter.ts'
import { deriveAgain } from './write/deriveAgain.ts'
import { forgetAll } from './write/forgetAll.ts'
import { inheritParameters } from './write/inheritParameters.ts'
import { createRecordPreparer } from './write/preparer/createRecordPreparer.ts'
import { writeRecords } from './write/writeRecords.ts'

export interface CatalogOptions {
  database: Database
  clock?: Clock | undefined
  /** Default: one of its own. */
  index?: LocalSearchIndex | undefined
}

/** Opens the catalog that a database holds. */
export function createCatalog({
  database,
  clock = systemClock,
  index = createSearchIndex({ database, clock }),
}: CatalogOptions): Catalog {
  const parts = { database, index }
  const preparer = createRecordPreparer()
  const writer = createCatalogWriter({ database, clock, onCommitted: (changes) => index.committed(changes) })
  const statistics = createStatistics(parts)
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  let importing = false
  const find = (slugOrId: string) => findModel(parts, slugOrId)

  /** Whoever closes the catalog waits for this. */
  function behind(work: Promise<unknown>): void {
    const ended: Promise<unknown> = work.then(
      () => running.delete(ended),
      () => running.delete(ended),
    )
    running.add(ended)
  }

  const { location } = database
  const threads =
    location === undefined ? undefined : createCatalogThreads({ database, location, index, clock, behind })

  async function openPageWriter(): Promise<PageWriter | undefined> {
    if (!threads) return undefined
    let pages: PageWriter
    try {
      pages = await openPageThread(threads, closing.signal)
    } catch (error) {
      // An import fills the catalog in this thread, and so do pages meanwhile.
      if (isWeighthouseError(error, 'CONFLICT')) return undefined
      throw error
    }
    const closed = Promise.withResolvers<void>()
    behind(closed.promise)
    return { ...pages, close: () => pages.close().finally(closed.resolve) }
  }

  async function importFile(path: string, options: ImportOptions): Promise<ImportCounts> {
    if (threads && options.exclusive !== true) {
      // Two would lose how far each has come.
      if (importing) throw catalogIsFilling()
      importing = true
      try {
        const inherit = (among: Uint32Array) => inheritParameters({ catalog: writer, index, among })
        const counts = await importByThread({ threads, inherit }, path, options)
        index.checkpointSoon()
        return counts
      } finally {
        importing = false
      }
    }
    try {
      const load = await index.startLoad()
      try {
        return await importCatalog({ database, writer: settling(writer, load), preparer, clock }, path, options)
      } finally {
        await load.finish()
      }
    } finally {
      if (!closing.signal.aborted) {
        await inheritParameters({ catalog: writer, index })
        await index.checkpoint()
      }
    }
  }

  return {
    search: (query) => searchEntries(parts, query),
    suggest: (text, limit) => suggest(parts, text, limit),
    getEntry: async (slugOrId) => readEntry(parts, await find(slugOrId)),
    getModel: async (slugOrId) => getModel(parts, await find(slugOrId)),
    getAncestry: async (slugOrId, options) => getAncestry(parts, await find(slugOrId), options),
    listDerivatives: async (slugOrId, options) => listDerivatives(parts, (await find(slugOrId)).key, options),
    findPath: async (from, to) => findPath(parts, (await find(from)).key, (await find(to)).key),
    async compare(slugsOrIds) {
      checkCount(slugsOrIds.length)
      const models: CatalogModel[] = []
      for (const slugOrId of slugsOrIds) models.push(await getModel(parts, await find(slugOrId)))
      return compareModels(models)
    },
    findSimilar: async (slugOrId, limit) => findSimilar(parts, (await find(slugOrId)).key, limit),
    getStatistics: () => statistics.getStatistics(),
    getAuthor: (author) => statistics.getAuthor(author),
    getSyncTimes: () => readSyncTimes(database.kysely),
    async changedAt() {
      await index.read()
      return index.changedAt()
    },
    iterateEntries: (options = {}) => iterateEntries(parts, options),
    countEntries: (filter = {}) => countEntries(parts, filter),
    writeRecords: (source, batch) => writeRecords({ writer, preparer }, source, batch),
    write: (work) => writer.write(work),
    prepare: (source, records) => preparer.prepare(source, records),
    openPageWriter,
    forgetAll: (source) => forgetAll({ database, clock }, source),
    async deriveAgain(options) {
      const derived = await deriveAgain({ database, writer, preparer }, options)
      if (derived > 0) await inheritParameters({ catalog: writer, index })
      return derived
    },
    exportBundle: (out, options) => exportCatalog({ database, clock }, out, options),
    importBundle(path, options = {}) {
      const signal = AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])])
      const importing = importFile(path, { ...options, signal })
      behind(importing)
      return importing
    },
    async close() {
      closing.abort()
      while (running.size > 0) await Promise.allSettled(running)
      await preparer.close()
      await index.close()
    },
  }
}

/** A writer after whose transactions the index takes in what they wrote. */
function settling(writer: CatalogWriter, load: BulkLoad): CatalogWriter {
  const after = (inner: Writer): Writer => ({
    async write(work) {
      const result = await inner.write(work)
      await load.settle()
      return result
    },
  })
  return {
    ...after(writer),
    async openBulk() {
      const bulk = await writer.openBulk()
      return { ...after(bulk), close: () => bulk.close() }
    },
  }
}
