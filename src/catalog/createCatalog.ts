import type { Database } from '../database/database.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import type { Catalog, WriteCounts } from './catalog.ts'
import { countEntries } from './read/countEntries.ts'
import { findModel } from './read/findModel.ts'
import { getAncestry } from './read/getAncestry.ts'
import { getModel, readEntry } from './read/getModel.ts'
import { getStatistics } from './read/getStatistics.ts'
import { iterateEntries } from './read/iterateEntries.ts'
import { createSqliteSearchIndex } from './search/createSqliteSearchIndex.ts'
import { searchEntries } from './search/searchEntries.ts'
import type { SearchIndex } from './search/searchIndex.ts'
import { createTagDictionary } from './write/createTagDictionary.ts'
import { forgetAll } from './write/forgetAll.ts'
import { writeRecord } from './write/writeRecord.ts'

export interface CatalogOptions {
  database: Database
  clock?: Clock | undefined
  /** Default: the one inside the database. */
  index?: SearchIndex | undefined
}

/** Opens the catalog that a database holds. */
export function createCatalog({
  database,
  clock = systemClock,
  index = createSqliteSearchIndex({ database }),
}: CatalogOptions): Catalog {
  const { kysely } = database
  const dictionary = createTagDictionary()
  const parts = { database, kysely, index }

  const write: Catalog['write'] = async (work) => {
    const tags = dictionary.begin()
    const result = await database.writeSync((statements) => {
      const context = { statements, index, tags, now: clock() }
      return work({ writeRecord: (record) => writeRecord(context, record) }, statements)
    })
    tags.committed()
    return result
  }

  return {
    search: (query) => searchEntries(parts, query),
    getEntry: async (slugOrId) => readEntry(kysely, await findModel(parts, slugOrId)),
    getModel: async (slugOrId) => getModel(kysely, await findModel(parts, slugOrId)),
    getAncestry: async (slugOrId, options = {}) => getAncestry(kysely, await findModel(parts, slugOrId), options),
    getStatistics: () => getStatistics(kysely),
    iterateEntries: (options = {}) => iterateEntries(parts, options),
    countEntries: (filter = {}) => countEntries(parts, filter),
    write,
    writeRecords: (source, batch) =>
      write((writer) => {
        const counts: WriteCounts = { added: 0, changed: 0, unchanged: 0 }
        for (const record of batch) {
          if (record.entry.source !== source) throw new TypeError(`${record.entry.slug} is not of ${source}`)
          counts[writer.writeRecord(record).outcome]++
        }
        return counts
      }),
    forgetAll: (source) => forgetAll(parts, source),
  }
}
