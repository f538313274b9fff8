import { type RawBuilder, sql, type Transaction } from 'kysely'

import type { SqlValue } from '../../../database/database.ts'
import type { Tables } from '../../../database/schema.ts'
import { kindCode } from '../../index/indexedModel.ts'
import { columnTypes, numberFields, numberValues, partFields, partValues } from './modelColumns.ts'
import type { KnownModel, ModelStore } from './modelStore.ts'

/** Rows of one statement: beyond some hundred, more of them gain nothing and hold up the connection. */
const rowsAtOnce = 1000

/** A few statements for a thousand models, each with one array for each column. */
export function createPostgresModelStore(transaction: Transaction<Tables>): ModelStore {
  return {
    findKnown: (records) =>
      inSlices(records, async (slice) => {
        const { rows } = await sql<KnownRow & { place: number }>`
          SELECT asked.place, m.key, m.record_hash, m.parts_hash, m.removed_at, m.indexed_at, m.rising_score
          FROM ${asRows({ id: 'text', source: 'text' }, [slice.map(({ id }) => id), slice.map(({ source }) => source)])}
          JOIN models AS m
            ON lower(m.source_id) = lower(asked.id) AND m.source = asked.source AND m.source_id = asked.id
          `.execute(transaction)
        const known = new Map(rows.map((row) => [row.place - 1, toKnown(row)]))
        return slice.map((_, place) => known.get(place))
      }),
    keysOf: (attributes) =>
      inSlices(attributes, async (slice) => {
        const columns = [slice.map(({ kind }) => kindCode(kind)), slice.map(({ value }) => value)]
        const asked = asRows({ kind: 'int8', value: 'text' }, columns)
        // Only what is missing takes a key, so that keys stay without gaps. Nobody else adds any: see Database.write.
        await sql`
          INSERT INTO attributes (kind, value)
          SELECT asked.kind, asked.value FROM ${asked}
          WHERE NOT EXISTS (SELECT 1 FROM attributes AS a WHERE a.value = asked.value AND a.kind = asked.kind)
          ORDER BY asked.place`.execute(transaction)
        const { rows } = await sql<{ place: number; key: number }>`
          SELECT asked.place, a.key FROM ${asked}
          JOIN attributes AS a ON a.value = asked.value AND a.kind = asked.kind`.execute(transaction)
        const keys = new Map(rows.map(({ place, key }) => [place - 1, key]))
        return slice.map((_, place) => keys.get(place)!)
      }),
    add: (rows) =>
      inSlices(rows, async (slice) => {
        const fields = ['source', 'source_id', ...numberFields, ...partFields]
        const values = slice.map(({ record, attributes, indexedAt }) => [
          record.source,
          record.id,
          ...numberValues(record, indexedAt),
          ...partValues(record, attributes),
        ])
        const { rows: added } = await sql<{ source: string; source_id: string; key: number }>`
          INSERT INTO models (${names(fields)})
          SELECT ${names(fields)} FROM ${columnRows(fields, values)} ORDER BY place
          RETURNING key, source, source_id`.execute(transaction)
        // The order of RETURNING is not promised.
        const keys = new Map(added.map(({ source, source_id, key }) => [`${source}:${source_id}`, key]))
        const inOrder = slice.map(({ record }) => keys.get(`${record.source}:${record.id}`)!)
        const records = slice.map(({ record }, place) => [inOrder[place]!, record.packedRecord])
        await sql`
          INSERT INTO model_records (model_key, record)
          SELECT model_key, record FROM ${columnRows(['model_key', 'record'], records)}`.execute(transaction)
        return inOrder
      }),
    async change(rows) {
      const numbers = rows.map(({ key, record, indexedAt, removedAt }) => [
        key,
        removedAt ?? null,
        ...numberValues(record, indexedAt),
      ])
      await update(transaction, ['removed_at', ...numberFields], numbers)
      const parts = rows.flatMap(({ key, record, attributes }) =>
        attributes === undefined ? [] : [[key, ...partValues(record, attributes)]],
      )
      await update(transaction, partFields, parts)
      const records = rows.map(({ key, record }) => [key, record.packedRecord])
      await inSlices(records, async (slice) => {
        await sql`
          INSERT INTO model_records (model_key, record)
          SELECT model_key, record FROM ${columnRows(['model_key', 'record'], slice)}
          ON CONFLICT (model_key) DO UPDATE SET record = excluded.record`.execute(transaction)
        return []
      })
    },
    async addHashes(rows) {
      await inSlices(rows, async (slice) => {
        const columns = [slice.map(({ hash }) => hash), slice.map(({ key }) => key)]
        await sql`
          INSERT INTO file_hashes (hash, model_key)
          SELECT hash, model_key FROM ${asRows({ hash: 'text', model_key: 'int8' }, columns)}
          ON CONFLICT DO NOTHING`.execute(transaction)
        return []
      })
    },
    async markRemoved(keys, removedAt, now) {
      const { rows } = await sql<{ key: number }>`
        UPDATE models SET removed_at = ${removedAt}, indexed_at = ${now}
        WHERE key = ANY (${keys}::int8[]) AND removed_at IS NULL
        RETURNING key`.execute(transaction)
      return rows.map(({ key }) => key)
    },
    setRising: (scores) =>
      inSlices(scores, async (slice) => {
        const values = slice.map(({ key, score }) => [key, Number.isNaN(score) ? null : score])
        const { rows } = await sql<{ key: number }>`
          UPDATE models SET rising_score = asked.rising_score
          FROM ${columnRows(['key', 'rising_score'], values)}
          WHERE models.key = asked.key AND models.rising_score IS DISTINCT FROM asked.rising_score
          RETURNING models.key`.execute(transaction)
        return rows.map(({ key }) => key)
      }),
    setParameters: (counts) =>
      inSlices(counts, async (slice) => {
        const values = slice.map(({ key, parameters }) => [key, parameters])
        const { rows } = await sql<{ key: number }>`
          UPDATE models SET parameters = asked.parameters
          FROM ${columnRows(['key', 'parameters'], values)}
          WHERE models.key = asked.key AND models.parameters IS DISTINCT FROM asked.parameters
          RETURNING models.key`.execute(transaction)
        return rows.map(({ key }) => key)
      }),
    async logChange(kind, keys, time) {
      const { id } = await transaction
        .insertInto('search_changes')
        .values({ kind, keys, time })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    },
  }
}

export interface KnownRow {
  key: number
  record_hash: Uint8Array
  parts_hash: Uint8Array
  removed_at: number | null
  indexed_at: number
  rising_score: number | null
}

export function toKnown(row: KnownRow): KnownModel {
  return {
    key: row.key,
    recordHash: row.record_hash,
    partsHash: row.parts_hash,
    removedAt: row.removed_at ?? undefined,
    indexedAt: row.indexed_at,
    rising: row.rising_score ?? Number.NaN,
  }
}

async function update(
  transaction: Transaction<Tables>,
  fields: readonly string[],
  values: readonly (readonly SqlValue[])[],
): Promise<void> {
  const assignments = sql.join(fields.map((field) => sql`${sql.ref(field)} = ${sql.ref(`asked.${field}`)}`))
  await inSlices(values, async (slice) => {
    await sql`
      UPDATE models SET ${assignments}
      FROM ${columnRows(['key', ...fields], slice)} WHERE models.key = asked.key`.execute(transaction)
    return []
  })
}

/** The rows as a table `asked` with these columns, and `place` from 1. */
function columnRows(fields: readonly string[], values: readonly (readonly SqlValue[])[]): RawBuilder<unknown> {
  const columns = fields.map((_, column) => values.map((row) => row[column]))
  return asRows(Object.fromEntries(fields.map((field) => [field, columnTypes[field] ?? 'int8'])), columns)
}

/** @param columns the values of each column, which must be as many as the types */
function asRows(fields: Record<string, string>, columns: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  const arrays = Object.values(fields).map((type, column) => sql`${columns[column]}::${sql.raw(type)}[]`)
  return sql`unnest(${sql.join(arrays)}) WITH ORDINALITY AS asked (${names([...Object.keys(fields), 'place'])})`
}

function names(fields: readonly string[]): RawBuilder<unknown> {
  return sql.join(fields.map((field) => sql.ref(field)))
}

async function inSlices<T, R>(items: readonly T[], work: (slice: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += rowsAtOnce) {
    results.push(...(await work(items.slice(start, start + rowsAtOnce))))
  }
  return results
}
