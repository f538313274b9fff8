import type { Statements } from '../../../database/database.ts'
import { type SourceName, sourceNames } from '../../../ids/slug.ts'
import { kindCode } from '../../index/indexedModel.ts'
import type { ModelStore } from '../store/modelStore.ts'
import { createSqliteModelStore, type KnownRow, toKnown } from '../store/sqliteModelStore.ts'
import type { HashStage } from './createHashStage.ts'
import type { TextTable } from './createTextTable.ts'

/** What memory holds in place of indexes. */
export interface BulkTables {
  /** Ids of models, by their source. */
  ids: TextTable
  /** Values of attributes, by their kind. */
  values: TextTable
  hashes: HashStage
}

const findModelSql = `SELECT source, source_id, key, record_hash, parts_hash, removed_at, indexed_at, rising_score
  FROM models WHERE key = ?`
const findAttributeSql = 'SELECT kind, value FROM attributes WHERE key = ?'
const addAttributeSql = 'INSERT INTO attributes (kind, value) VALUES (?, ?)'

/** As on SQLite always, but without indexes of ids and attributes, and with hashes that wait for the end. */
export function createBulkStore(statements: Statements, { ids, values, hashes }: BulkTables): ModelStore {
  const store = createSqliteModelStore(statements)
  return {
    ...store,
    findKnown: async (records) =>
      records.map(({ source, id }) => {
        for (const key of ids.find(codeOf(source), id)) {
          const row = statements.get<KnownRow & { source: string; source_id: string }>(findModelSql, key)
          if (row?.source === source && row.source_id === id) return toKnown(row)
        }
        return undefined
      }),
    keysOf: async (attributes) =>
      attributes.map(({ kind, value }) => {
        const code = kindCode(kind)
        for (const key of values.find(code, value)) {
          const row = statements.get<{ kind: number; value: string }>(findAttributeSql, key)
          if (row?.kind === code && row.value === value) return key
        }
        const key = statements.run(addAttributeSql, code, value).lastInsertRowid
        values.add(code, value, key)
        return key
      }),
    async add(rows) {
      const keys = await store.add(rows)
      for (const [index, { record }] of rows.entries()) ids.add(codeOf(record.source), record.id, keys[index]!)
      return keys
    },
    async addHashes(rows) {
      for (const row of rows) hashes.add(row)
    },
  }
}

/** A source as a {@link TextTable} takes it. */
export function codeOf(source: SourceName): number {
  return sourceNames.indexOf(source)
}
