import type { SqlValue } from '../../../database/database.ts'
import type { PreparedRecord } from '../preparedRecord.ts'

/** Columns that change from day to day, and what tells that nothing did. */
export const numberFields = [
  'downloads',
  'likes',
  'trending_score',
  'created_at',
  'last_modified',
  'gated',
  'parameters',
  'storage_bytes',
  'weight_bytes',
  'nsfw_level',
  'sha',
  'record_hash',
  'indexed_at',
] as const

export const partFields = [
  'name',
  'author',
  'pipeline_tag',
  'library_name',
  'license',
  'attributes',
  'more_words',
  'parts_hash',
] as const

/** Values of {@link numberFields}, in that order. */
export function numberValues(record: PreparedRecord, indexedAt: number): SqlValue[] {
  const { numbers } = record
  return [
    numbers.downloads,
    numbers.likes,
    numberOrNull(numbers.trending),
    numberOrNull(numbers.created),
    numberOrNull(numbers.updated),
    record.gated ? 1 : 0,
    numberOrNull(numbers.parameters),
    numberOrNull(numbers.bytes),
    numberOrNull(numbers.weights),
    record.nsfwLevel,
    record.revision ?? null,
    record.recordHash,
    indexedAt,
  ]
}

/** Values of {@link partFields}, in that order. */
export function partValues(record: PreparedRecord, attributes: Uint8Array): SqlValue[] {
  return [
    record.name,
    record.author ?? null,
    record.task ?? null,
    record.library ?? null,
    record.license ?? null,
    attributes,
    record.moreWords === '' ? null : record.moreWords,
    record.partsHash,
  ]
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/** What PostgreSQL calls the types of columns; all others are int8. */
export const columnTypes: Readonly<Record<string, 'text' | 'float8' | 'bytea' | 'int2' | undefined>> = {
  source: 'text',
  source_id: 'text',
  name: 'text',
  author: 'text',
  pipeline_tag: 'text',
  library_name: 'text',
  license: 'text',
  more_words: 'text',
  sha: 'text',
  value: 'text',
  trending_score: 'float8',
  rising_score: 'float8',
  attributes: 'bytea',
  record_hash: 'bytea',
  parts_hash: 'bytea',
  record: 'bytea',
  gated: 'int2',
}
