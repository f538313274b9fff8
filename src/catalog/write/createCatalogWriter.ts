import { mendBulk } from './bulk/bulkMark.ts'
import { openBulkWriter } from './bulk/openBulkWriter.ts'
import { createWriter, type Writer, type WriterOptions } from './createWriter.ts'
import { createPostgresModelStore } from './store/postgresModelStore.ts'
import { createSqliteModelStore } from './store/sqliteModelStore.ts'

/** Writes models; all writes of one catalog in a process go through one of these. */
export interface CatalogWriter extends Writer {
  /**
   * For very many models, while nobody else writes any: several times faster. Until it is closed, models are
   * found by id slowly, and whoever else writes models gets CONFLICT.
   * @throws WeighthouseError CONFLICT while another one is open
   */
  openBulk(): Promise<BulkWriter>
}

export interface BulkWriter extends Writer {
  /**
   * Brings the catalog back to its usual form; takes some seconds for millions of models, and holds others up meanwhile.
   * When a write has failed, or the process dies before, the next writer does it.
   */
  close(): Promise<void>
}

export function createCatalogWriter(options: WriterOptions): CatalogWriter {
  const { database, clock } = options
  const writer = createWriter(options, {
    begin: (transaction) => mendBulk(transaction, clock()),
    openStore: (transaction) =>
      database.engine === 'sqlite'
        ? createSqliteModelStore(database.statements)
        : createPostgresModelStore(transaction),
  })
  return { ...writer, openBulk: () => openBulkWriter(options) }
}
