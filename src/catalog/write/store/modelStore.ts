import type { UtcMilliseconds } from '../../../foundation/time.ts'
import type { AttributeValue, PreparedRecord } from '../preparedRecord.ts'

/**
 * How an engine writes models, inside one transaction. Every list is written as a whole; what is given twice is not
 * expected.
 */
export interface ModelStore {
  /** One for each record, in order; undefined for a model that the catalog does not have. */
  findKnown(records: readonly PreparedRecord[]): Promise<(KnownModel | undefined)[]>
  /** Keys of attributes, in order; what is not there is added. */
  keysOf(attributes: readonly AttributeValue[]): Promise<number[]>
  /** Adds models with their records. Keys in order, each higher than any before. */
  add(rows: readonly ModelRow[]): Promise<number[]>
  /** Writes models that are there anew. */
  change(rows: readonly ChangedRow[]): Promise<void>
  /**
   * Hashes of files that a model has. Those that it has no longer stay: someone may have kept the file.
   * @param rows in any order; those that are there already do no harm
   */
  addHashes(rows: readonly HashRow[]): Promise<void>
  /** Marks models that are listed as removed. @returns which of them were listed */
  markRemoved(keys: readonly number[], removedAt: UtcMilliseconds, now: UtcMilliseconds): Promise<number[]>
  /** NaN means none. @returns the keys of models that had another score */
  setRising(scores: readonly { key: number; score: number }[]): Promise<number[]>
  /** @returns the keys of models that had another number */
  setParameters(counts: readonly { key: number; parameters: number }[]): Promise<number[]>
  /** @returns the change's id */
  logChange(kind: 'parts' | 'numbers', keys: Uint8Array, now: UtcMilliseconds): Promise<number>
}

export interface KnownModel {
  key: number
  recordHash: Uint8Array
  partsHash: Uint8Array
  /** Undefined while it is listed. */
  removedAt: UtcMilliseconds | undefined
  indexedAt: UtcMilliseconds
  /** NaN while there is none. */
  rising: number
}

export interface ModelRow {
  record: PreparedRecord
  /** As kept in `models.attributes`. */
  attributes: Uint8Array
  indexedAt: UtcMilliseconds
}

export interface ChangedRow {
  key: number
  record: PreparedRecord
  /** As kept in `models.attributes`; undefined when only numbers and flags differ. */
  attributes: Uint8Array | undefined
  indexedAt: UtcMilliseconds
  removedAt: UtcMilliseconds | undefined
}

export interface HashRow {
  hash: string
  key: number
}
