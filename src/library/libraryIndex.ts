import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'

import { z } from 'zod'

import { decodeCursor, encodeCursor } from '../foundation/cursor.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import { createSearchExpression } from './createSearchExpression.ts'
import type { LibraryQuery } from './library.ts'
import { type ModelMetadata, modelMetadataSchema } from './metadata.ts'
import type { ShelvingProcess } from './shelvingMarker.ts'

/** What models.db holds of one model. */
export interface IndexedModel {
  /** Folder relative to the root, with forward slashes. */
  path: string
  metadata: ModelMetadata
  /** Changes whenever metadata.json is written: modification time, size, inode. */
  stamp: string
}

/** A change of a model's folder that is under way: where, and by whom. */
interface IndexedShelving extends ShelvingProcess {
  /** Folder relative to the root, with forward slashes. */
  path: string
}

interface IndexPage {
  models: IndexedModel[]
  total: number
  totalBytes: number
  nextCursor: string | undefined
}

/** models.db. All calls are synchronous and short; each is one transaction. */
export interface LibraryIndex {
  write(models: readonly IndexedModel[]): void
  remove(slugs: readonly string[]): void
  find(slug: string): IndexedModel | undefined
  /** Slugs of the models whose folder has this name, upper and lower case being the same. */
  findByFolderName(name: string): string[]
  has(slugs: readonly string[]): Set<string>
  list(query: LibraryQuery): IndexPage
  /** Up to `limit` models after the given one, in the order in which they were added. */
  pageByAge(after: { addedAt: string; slug: string } | undefined, limit: number): IndexedModel[]
  /** Slug, folder and stamp of every model: what a scan compares with. */
  stamps(): Map<string, { path: string; stamp: string }>
  /** Makes the search table anew from `models`. */
  rebuildSearch(): void
  addShelving(shelving: IndexedShelving): void
  removeShelving(token: string): void
  listShelvings(): IndexedShelving[]
  /** May be called twice. */
  close(): void
}

type Row = Record<string, SQLOutputValue>

/** Of the last model of a page: what lists are sorted by. */
const pageEnd = z.tuple([z.string(), z.string()])

/** The calls on an open models.db whose tables are there. */
export function createLibraryIndex(connection: DatabaseSync): LibraryIndex {
  const upsert = connection.prepare(`
    INSERT INTO models (id, path, cleaned_name, official_name, model_type, tags_json, hashes_json, metadata_json,
      updated_at, source, family, size_bytes, added_at, folder_name, sort_name, stamp)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET path = excluded.path, cleaned_name = excluded.cleaned_name,
      official_name = excluded.official_name, model_type = excluded.model_type, tags_json = excluded.tags_json,
      hashes_json = excluded.hashes_json, metadata_json = excluded.metadata_json, updated_at = excluded.updated_at,
      source = excluded.source, family = excluded.family, size_bytes = excluded.size_bytes,
      added_at = excluded.added_at, folder_name = excluded.folder_name, sort_name = excluded.sort_name,
      stamp = excluded.stamp
    RETURNING key`)
  const forgetWords = connection.prepare('DELETE FROM model_search WHERE rowid = ?')
  const addWords = connection.prepare(`
    INSERT INTO model_search (rowid, id, official_name, cleaned_name, model_type, tags, family)
    VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const findOne = connection.prepare('SELECT id, path, metadata_json, stamp FROM models WHERE id = ?')
  const removeOne = connection.prepare('DELETE FROM models WHERE id = ? RETURNING key')

  function inTransaction(work: () => void): void {
    connection.exec('BEGIN IMMEDIATE')
    try {
      work()
      connection.exec('COMMIT')
    } catch (error) {
      connection.exec('ROLLBACK')
      throw error
    }
  }

  function read(row: Row): IndexedModel {
    return {
      path: String(row['path']),
      metadata: modelMetadataSchema.parse(JSON.parse(String(row['metadata_json']))),
      stamp: String(row['stamp']),
    }
  }

  return {
    write: (models) =>
      inTransaction(() => {
        for (const { path: folder, metadata, stamp } of models) {
          const tags = JSON.stringify(metadata.tags)
          const { key } = upsert.get(
            metadata.slug,
            folder,
            metadata.cleaned_name,
            metadata.official_name,
            metadata.model_type,
            tags,
            JSON.stringify(Object.fromEntries(metadata.files.map((file) => [file.path, { sha256: file.sha256 }]))),
            JSON.stringify(metadata),
            metadata.updated_at,
            metadata.source,
            metadata.family,
            metadata.size_bytes,
            metadata.added_at,
            (folder.split('/').at(-1) ?? '').toLowerCase(),
            metadata.official_name.toLowerCase(),
            stamp,
          ) as { key: number }
          forgetWords.run(key)
          addWords.run(
            key,
            metadata.slug,
            metadata.official_name,
            metadata.cleaned_name,
            metadata.model_type,
            metadata.tags.join(' '),
            metadata.family,
          )
        }
      }),
    remove: (slugs) =>
      inTransaction(() => {
        for (const slug of slugs) {
          const row = removeOne.get(slug) as { key: number } | undefined
          if (row) forgetWords.run(row.key)
        }
      }),
    find(slug) {
      const row = findOne.get(slug)
      return row && read(row)
    },
    findByFolderName: (name) =>
      connection
        .prepare('SELECT id FROM models WHERE folder_name = ?')
        .all(name.toLowerCase())
        .map(({ id }) => String(id)),
    has: (slugs) =>
      new Set(
        connection
          .prepare('SELECT id FROM models WHERE id IN (SELECT value FROM json_each(?))')
          .all(JSON.stringify(slugs))
          .map(({ id }) => String(id)),
      ),
    list(query) {
      const conditions = ['1']
      const parameters: (string | number)[] = []
      const words = createSearchExpression(query.query ?? '')
      if (words !== undefined) {
        conditions.push('key IN (SELECT rowid FROM model_search WHERE model_search MATCH ?)')
        parameters.push(words)
      }
      if (query.types && query.types.length > 0) {
        conditions.push('model_type IN (SELECT value FROM json_each(?))')
        parameters.push(JSON.stringify(query.types))
      }
      const where = conditions.join(' AND ')
      const sums = connection
        .prepare(`SELECT count(*) AS total, coalesce(sum(size_bytes), 0) AS bytes FROM models WHERE ${where}`)
        .get(...parameters) as { total: number; bytes: number }
      const limit = query.limit ?? 50
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
        throw new WeighthouseError('INVALID_ARGUMENT', `A page of ${limit} models is not possible.`, {
          hint: 'Ask for 1 to 1,000.',
        })
      }
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, pageEnd)
      const rows = connection
        .prepare(
          `SELECT id, path, metadata_json, stamp, sort_name FROM models
           WHERE ${where} ${after ? 'AND (sort_name, id) > (?, ?)' : ''} ORDER BY sort_name, id LIMIT ?`,
        )
        .all(...parameters, ...(after ?? []), limit + 1)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        models: rows.slice(0, limit).map(read),
        total: sums.total,
        totalBytes: sums.bytes,
        nextCursor: last && encodeCursor([String(last['sort_name']), String(last['id'])]),
      }
    },
    pageByAge(after, limit) {
      const condition = after ? 'WHERE (added_at, id) > (?, ?)' : ''
      const rows = connection
        .prepare(`SELECT id, path, metadata_json, stamp FROM models ${condition} ORDER BY added_at, id LIMIT ?`)
        .all(...(after ? [after.addedAt, after.slug] : []), limit)
      return rows.map(read)
    },
    stamps: () =>
      new Map(
        connection
          .prepare('SELECT id, path, stamp FROM models')
          .all()
          .map(({ id, path: folder, stamp }) => [String(id), { path: String(folder), stamp: String(stamp) }]),
      ),
    rebuildSearch: () =>
      inTransaction(() => {
        connection.exec(`
          DELETE FROM model_search;
          INSERT INTO model_search (rowid, id, official_name, cleaned_name, model_type, tags, family)
            SELECT key, id, official_name, cleaned_name, model_type,
              (SELECT coalesce(group_concat(value, ' '), '') FROM json_each(tags_json)), family
            FROM models;
        `)
      }),
    addShelving({ token, path, pid, host, started_at: startedAt }) {
      connection
        .prepare('INSERT INTO shelving (token, path, pid, host, started_at) VALUES (?, ?, ?, ?, ?)')
        .run(token, path, pid, host, startedAt)
    },
    removeShelving(token) {
      connection.prepare('DELETE FROM shelving WHERE token = ?').run(token)
    },
    listShelvings: () =>
      connection
        .prepare('SELECT token, path, pid, host, started_at FROM shelving ORDER BY path, token')
        .all()
        .map((row) => ({
          token: String(row['token']),
          path: String(row['path']),
          pid: Number(row['pid']),
          host: String(row['host']),
          started_at: Number(row['started_at']),
        })),
    close() {
      if (connection.isOpen) connection.close()
    },
  }
}
