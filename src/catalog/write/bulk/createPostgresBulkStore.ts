import { CompiledQuery, sql, type Transaction } from 'kysely'

import type { SqlValue } from '../../../database/database.ts'
import { copyRows, type CopyType } from '../../../database/postgres/copyRows.ts'
import type { Tables } from '../../../database/schema.ts'
import { kindCode } from '../../index/indexedModel.ts'
import type { PreparedRecord } from '../preparedRecord.ts'
import { columnTypes, numberFields, numberValues, partFields, partValues } from '../store/modelColumns.ts'
import type { KnownModel, ModelStore } from '../store/modelStore.ts'
import { createPostgresModelStore, type KnownRow, toKnown } from '../store/postgresModelStore.ts'
import { type BulkTables, codeOf } from './createBulkStore.ts'

const modelFields = ['key', 'source', 'source_id', ...numberFields, ...partFields]

/** As on PostgreSQL always, but new rows are copied, and what memory knows to be new is not looked for. */
export function createPostgresBulkStore(transaction: Transaction<Tables>, tables: BulkTables): ModelStore {
  const { ids, values, hashes } = tables
  const store = createPostgresModelStore(transaction)

  async function copy(table: string, fields: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    const types = fields.map((field): CopyType => columnTypes[field] ?? 'int8')
    const text = `COPY ${table} (${fields.join(', ')}) FROM STDIN (FORMAT binary)`
    await transaction.executeQuery(CompiledQuery.raw(text, [copyRows(types, rows)]))
  }

  return {
    ...store,
    async findKnown(records) {
      const candidates = records.map(({ source, id }) => ids.find(codeOf(source), id))
      const found = await readModels(transaction, candidates.flat())
      return records.map((record, place) => knownOf(record, candidates[place]!, found))
    },
    async keysOf(attributes) {
      const candidates = attributes.map(({ kind, value }) => values.find(kindCode(kind), value))
      const found = await readAttributes(transaction, candidates.flat())
      const keys = attributes.map(({ kind, value }, place) =>
        candidates[place]!.find((key) => {
          const row = found.get(key)
          return row?.kind === kindCode(kind) && row.value === value
        }),
      )
      const missing = keys.flatMap((key, place) => (key === undefined ? [place] : []))
      if (missing.length === 0) return keys.map(Number)
      const first = await takeKeys(transaction, 'attributes', missing.length)
      const rows = missing.map((place, index): SqlValue[] => {
        const { kind, value } = attributes[place]!
        return [first + index, kindCode(kind), value]
      })
      await copy('attributes', ['key', 'kind', 'value'], rows)
      for (const [index, place] of missing.entries()) {
        const { kind, value } = attributes[place]!
        keys[place] = first + index
        values.add(kindCode(kind), value, first + index)
      }
      return keys.map(Number)
    },
    async add(rows) {
      const first = await takeKeys(transaction, 'models', rows.length)
      const models = rows.map(({ record, attributes, indexedAt }, index) => [
        first + index,
        record.source,
        record.id,
        ...numberValues(record, indexedAt),
        ...partValues(record, attributes),
      ])
      await copy('models', modelFields, models)
      const records = rows.map(({ record }, index) => [first + index, record.packedRecord])
      await copy('model_records', ['model_key', 'record'], records)
      for (const [index, { record }] of rows.entries()) ids.add(codeOf(record.source), record.id, first + index)
      return rows.map((_, index) => first + index)
    },
    async addHashes(rows) {
      for (const row of rows) hashes.add(row)
    },
  }
}

interface FoundModel extends KnownRow {
  source: string
  source_id: string
}

function knownOf(
  { source, id }: PreparedRecord,
  candidates: readonly number[],
  found: ReadonlyMap<number, FoundModel>,
): KnownModel | undefined {
  for (const key of candidates) {
    const row = found.get(key)
    if (row?.source === source && row.source_id === id) return toKnown(row)
  }
  return undefined
}

async function readModels(
  transaction: Transaction<Tables>,
  keys: readonly number[],
): Promise<ReadonlyMap<number, FoundModel>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<FoundModel>`
    SELECT key, source, source_id, record_hash, parts_hash, removed_at, indexed_at, rising_score
    FROM models WHERE key = ANY (${keys}::int8[])`.execute(transaction)
  return new Map(rows.map((row) => [row.key, row]))
}

async function readAttributes(
  transaction: Transaction<Tables>,
  keys: readonly number[],
): Promise<ReadonlyMap<number, { kind: number; value: string }>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ key: number; kind: number; value: string }>`
    SELECT key, kind, value FROM attributes WHERE key = ANY (${keys}::int8[])`.execute(transaction)
  return new Map(rows.map((row) => [row.key, row]))
}

/** @returns the first of so many keys in a row that nobody has; writers go one after the other, see Database.write */
async function takeKeys(
  transaction: Transaction<Tables>,
  table: 'models' | 'attributes',
  count: number,
): Promise<number> {
  const { rows } = await sql<{ first: number; last: number }>`
    SELECT min(key) AS first, max(key) AS last
    FROM (SELECT nextval(pg_get_serial_sequence(${table}, 'key')) AS key FROM generate_series(1, ${count})) AS taken
    `.execute(transaction)
  const [row] = rows
  if (!row || row.last - row.first + 1 !== count) throw new Error(`Somebody else took keys of ${table} meanwhile.`)
  return row.first
}
