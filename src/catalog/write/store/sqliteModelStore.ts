import type { SqlValue, Statements } from '../../../database/database.ts'
import { kindCode } from '../../index/indexedModel.ts'
import { numberFields, numberValues, partFields, partValues } from './modelColumns.ts'
import type { HashRow, KnownModel, ModelStore } from './modelStore.ts'

export interface KnownRow {
  key: number
  record_hash: Uint8Array
  parts_hash: Uint8Array
  removed_at: number | null
  indexed_at: number
  rising_score: number | null
}

const findSql = `SELECT key, record_hash, parts_hash, removed_at, indexed_at, rising_score FROM models
  WHERE lower(source_id) = lower(?) AND source = ? AND source_id = ?`
const addFields = ['source', 'source_id', ...numberFields, ...partFields]
const addSql = `INSERT INTO models (${addFields.join(', ')}) VALUES (${addFields.map(() => '?').join(', ')})`
const changeNumbersSql = `UPDATE models SET removed_at = ?, ${setAll(numberFields)} WHERE key = ?`
const changeAllSql = `UPDATE models SET removed_at = ?, ${setAll([...numberFields, ...partFields])} WHERE key = ?`
const addRecordSql = 'INSERT INTO model_records (model_key, record) VALUES (?, ?)'
const putRecordSql = `${addRecordSql} ON CONFLICT (model_key) DO UPDATE SET record = excluded.record`
const addAttributeSql = 'INSERT INTO attributes (kind, value) VALUES (?, ?) ON CONFLICT (value, kind) DO NOTHING'
const findAttributeSql = 'SELECT key FROM attributes WHERE value = ? AND kind = ?'
const addHashSql = 'INSERT OR IGNORE INTO file_hashes (hash, model_key) VALUES (?, ?)'
const removeSql = 'UPDATE models SET removed_at = ?, indexed_at = ? WHERE key = ? AND removed_at IS NULL'
const setRisingSql = 'UPDATE models SET rising_score = ? WHERE key = ? AND rising_score IS DISTINCT FROM ?'
const setParametersSql = 'UPDATE models SET parameters = ? WHERE key = ? AND parameters IS DISTINCT FROM ?'
const logSql = 'INSERT INTO search_changes (kind, keys, time) VALUES (?, ?, ?)'

/** Row by row with prepared statements, which on SQLite is faster than anything that takes many at once. */
export function createSqliteModelStore(statements: Statements): ModelStore {
  return {
    findKnown: async (records) =>
      records.map(({ id, source }) => toKnown(statements.get<KnownRow>(findSql, id, source, id))),
    keysOf: async (attributes) =>
      attributes.map(({ kind, value }) => {
        const code = kindCode(kind)
        // Most that are asked for are new.
        const { changes, lastInsertRowid } = statements.run(addAttributeSql, code, value)
        return changes > 0 ? lastInsertRowid : statements.get<{ key: number }>(findAttributeSql, value, code)!.key
      }),
    add: async (rows) =>
      rows.map(({ record, attributes, indexedAt }) => {
        const values: SqlValue[] = [record.source, record.id, ...numberValues(record, indexedAt)]
        const key = statements.run(addSql, ...values, ...partValues(record, attributes)).lastInsertRowid
        statements.run(addRecordSql, key, record.packedRecord)
        return key
      }),
    async change(rows) {
      for (const { key, record, attributes, indexedAt, removedAt } of rows) {
        const values = [removedAt ?? null, ...numberValues(record, indexedAt)]
        if (attributes === undefined) statements.run(changeNumbersSql, ...values, key)
        else statements.run(changeAllSql, ...values, ...partValues(record, attributes), key)
        statements.run(putRecordSql, key, record.packedRecord)
      }
    },
    async addHashes(rows) {
      // In their own order they meet fewer pages.
      for (const { hash, key } of rows.toSorted(byHash)) statements.run(addHashSql, hash, key)
    },
    markRemoved: async (keys, removedAt, now) =>
      keys.filter((key) => statements.run(removeSql, removedAt, now, key).changes > 0),
    setRising: async (scores) =>
      scores.flatMap(({ key, score }) => {
        const value = Number.isNaN(score) ? null : score
        return statements.run(setRisingSql, value, key, value).changes > 0 ? [key] : []
      }),
    setParameters: async (counts) =>
      counts.flatMap(({ key, parameters }) =>
        statements.run(setParametersSql, parameters, key, parameters).changes > 0 ? [key] : [],
      ),
    logChange: async (kind, keys, now) => statements.run(logSql, kind, keys, now).lastInsertRowid,
  }
}

export function toKnown(row: KnownRow | undefined): KnownModel | undefined {
  return (
    row && {
      key: row.key,
      recordHash: row.record_hash,
      partsHash: row.parts_hash,
      removedAt: row.removed_at ?? undefined,
      indexedAt: row.indexed_at,
      rising: row.rising_score ?? Number.NaN,
    }
  )
}

function setAll(fields: readonly string[]): string {
  return fields.map((field) => `${field} = ?`).join(', ')
}

function byHash(a: HashRow, b: HashRow): number {
  return a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : a.key - b.key
}
