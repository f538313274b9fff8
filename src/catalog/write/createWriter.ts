import type { Transaction } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { Tables } from '../../database/schema.ts'
import type { Clock } from '../../foundation/time.ts'
import type { CommittedChange } from '../index/catchUp/catchUpWith.ts'
import { createAttributeDictionary } from './createAttributeDictionary.ts'
import { createRecordWriter, type TransactionWriter } from './createRecordWriter.ts'
import type { ModelStore } from './store/modelStore.ts'

export interface WriterOptions {
  database: Database
  clock: Clock
  /**
   * Told what a transaction has written, right after its COMMIT, so that the search index of this process need not read
   * it back. A change whose models are not at hand is left out.
   */
  onCommitted?: ((changes: readonly CommittedChange[]) => void) | undefined
  /** Told right before COMMIT which changes `onCommitted` will be told, if there are any. */
  onCommitting?: ((ids: readonly number[]) => void) | undefined
}

/** What is done in a transaction before its work, and how its models are written. */
export interface WriterParts {
  begin(transaction: Transaction<Tables>): Promise<void>
  openStore(transaction: Transaction<Tables>): ModelStore
}

export interface Writer {
  /** See Catalog.write. On PostgreSQL `work` may run twice, the first time in vain. */
  write<T>(work: (writer: TransactionWriter, transaction: Transaction<Tables>) => Promise<T>): Promise<T>
}

export function createWriter(
  { database, clock, onCommitted, onCommitting }: WriterOptions,
  parts: WriterParts,
): Writer {
  const dictionary = createAttributeDictionary()
  return {
    async write(work) {
      const { result, attributes, changes } = await database.write(async (transaction) => {
        await parts.begin(transaction)
        const attributes = dictionary.begin()
        const store = parts.openStore(transaction)
        const writer = createRecordWriter({ store, attributes, now: clock(), keepsModels: onCommitted !== undefined })
        const result = await work(writer, transaction)
        const changes = await writer.logChanges()
        if (changes.length > 0) onCommitting?.(changes.map(({ id }) => id))
        return { result, attributes, changes }
      })
      attributes.committed()
      if (changes.length > 0) onCommitted?.(changes)
      return result
    },
  }
}
