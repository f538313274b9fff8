import type { SqlValue } from '../../database/database.ts'
import type { Entry } from '../../sources/source.ts'
import type { WriteContext } from './writeRecord.ts'

interface Hashes {
  recordHash: string
  partsHash: string
}

const columns = [
  'slug',
  'source',
  'source_id',
  'name',
  'author',
  'pipeline_tag',
  'library_name',
  'license',
  'downloads',
  'likes',
  'trending_score',
  'created_at',
  'last_modified',
  'gated',
  'parameters',
  'storage_bytes',
  'nsfw_level',
  'sha',
  'record_hash',
  'parts_hash',
  'indexed_at',
] as const

const insertSql = `INSERT INTO models (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
const updateSql = `UPDATE models SET ${columns.map((column) => `${column} = ?`).join(', ')}, removed_at = NULL WHERE key = ?`

/** Inserts the row of a model that is new, and returns its key. */
export function insertModel(context: WriteContext, entry: Entry, hashes: Hashes): number {
  return context.statements.run(insertSql, ...toRow(context, entry, hashes)).lastInsertRowid
}

export function updateModel(context: WriteContext, key: number, entry: Entry, hashes: Hashes): void {
  context.statements.run(updateSql, ...toRow(context, entry, hashes), key)
}

/** The values of `columns`, in that order. */
function toRow({ now }: WriteContext, entry: Entry, { recordHash, partsHash }: Hashes): SqlValue[] {
  return [
    entry.slug,
    entry.source,
    entry.id,
    entry.name,
    entry.author ?? null,
    entry.task ?? null,
    entry.library ?? null,
    entry.license ?? null,
    wholeNumber(entry.downloads) ?? 0,
    wholeNumber(entry.likes) ?? 0,
    Number.isFinite(entry.trendingScore) ? (entry.trendingScore ?? null) : null,
    wholeNumber(entry.createdAt),
    wholeNumber(entry.updatedAt),
    entry.gated ? 1 : 0,
    wholeNumber(entry.parameters),
    wholeNumber(entry.storageBytes),
    wholeNumber(entry.nsfwLevel) ?? 0,
    entry.revision ?? null,
    recordHash,
    partsHash,
    now,
  ]
}

/** A number that SQLite can keep as an integer and JavaScript can read again exactly. */
export function wholeNumber(value: number | undefined): number | null {
  if (value === undefined || Number.isNaN(value)) return null
  return Math.min(Math.max(Math.trunc(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
}
