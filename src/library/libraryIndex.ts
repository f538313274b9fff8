import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'

import { z } from 'zod'

import { decodeCursor, encodeCursor } from '../foundation/cursor.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import { createSearchExpression } from './createSearchExpression.ts'
import { type IndexedModel, type IndexRow, modelColumns, toIndexRow } from './indexRow.ts'
import type { LibraryQuery } from './library.ts'
import type { ModelMetadata } from './metadata.ts'
import type { Overrides } from './overrides.ts'
import { createRootIndex, type RootIndex } from './rootIndex.ts'
import type { ShelvingProcess } from './shelvingMarker.ts'

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
export interface LibraryIndex extends RootIndex {
  write(models: readonly IndexedModel[]): void
  /** The same for rows that another thread has made. */
  writeRows(rows: readonly IndexRow[]): void
  remove(slugs: readonly string[]): void
  /** The same for a model whose root holds what it held: the root needs no other look. */
  forget(slug: string): void
  find(slug: string): IndexedModel | undefined
  /** Slugs of the models whose folder has this name, upper and lower case being the same. */
  findByFolderName(name: string): string[]
  has(slugs: readonly string[]): Set<string>
  list(query: LibraryQuery): IndexPage
  /** Up to `limit` models after the given one, in the order in which they were added. */
  pageByAge(after: { addedAt: string; slug: string } | undefined, limit: number): IndexedModel[]
  /** Models whose folder does not stand on the shelf of what they are, as the user wants to see them; all, or of these slugs. */
  offShelf(slugs?: readonly string[]): IndexedModel[]
  /** Slug, folder and stamp of every model: what a scan compares with. */
  stamps(): Map<string, { path: string; stamp: string; inPlace: boolean }>
  /** Makes the search table anew from `models`. */
  rebuildSearch(): void
  addShelving(shelving: IndexedShelving): void
  removeShelving(token: string): void
  listShelvings(): IndexedShelving[]
  /** May be called twice. */
  close(): void
}

type Row = Record<string, SQLOutputValue>

const rootColumn = modelColumns.indexOf('root')

/** Of the last model of a page: what lists are sorted by. */
const pageEnd = z.tuple([z.string(), z.string()])

/** The calls on an open models.db whose tables are there. */
export function createLibraryIndex(connection: DatabaseSync): LibraryIndex {
  const columns = modelColumns.join(', ')
  const upsert = connection.prepare(`
    INSERT INTO models (${columns}) VALUES (${modelColumns.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${modelColumns.map((name) => `${name} = excluded.${name}`).join(', ')}
    RETURNING key`)
  const insert = connection.prepare(
    `INSERT INTO models (${columns}) VALUES (${modelColumns.map(() => '?').join(', ')})`,
  )
  const forgetWords = connection.prepare('DELETE FROM model_search WHERE rowid = ?')
  const addWords = connection.prepare(`
    INSERT INTO model_search (rowid, id, official_name, cleaned_name, model_type, tags, family)
    VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const forgetFiles = connection.prepare('DELETE FROM files WHERE model = ?')
  const addFile = connection.prepare(`
    INSERT INTO files (model, root, path, size, mtime_ms, device, inode, sha256, blake3, missing)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const keyOf = connection.prepare('SELECT key FROM models WHERE id = ?')
  const findOne = connection.prepare('SELECT id, path, metadata_json, overrides_json, stamp FROM models WHERE id = ?')
  const removeOne = connection.prepare('DELETE FROM models WHERE id = ? RETURNING key, root')
  const forgetRootDigest = connection.prepare('DELETE FROM root_scans WHERE root = ?')

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

  function writeRows(rows: readonly IndexRow[]): void {
    inTransaction(() => {
      for (const { slug, columns: values, words, files } of rows) {
        const known = keyOf.get(slug) as { key: number } | undefined
        const key = known ? (upsert.get(...values) as { key: number }).key : insert.run(...values).lastInsertRowid
        if (known) {
          forgetWords.run(key)
          forgetFiles.run(key)
        }
        addWords.run(key, ...words)
        const root = values[rootColumn] ?? ''
        for (const file of files) addFile.run(key, root, ...file)
      }
    })
  }

  /** Returns the root that it lay in. */
  function forget(slug: string): string | undefined {
    const row = removeOne.get(slug) as { key: number; root: string } | undefined
    if (!row) return undefined
    forgetWords.run(row.key)
    forgetFiles.run(row.key)
    return row.root
  }

  // What this version wrote was checked before. Checking it again took a third of the time of reading all models, and the
  // folders beside are the truth: `scan --rebuild` reads and checks these.
  function read(row: Row): IndexedModel {
    return {
      path: String(row['path']),
      metadata: JSON.parse(String(row['metadata_json'])) as ModelMetadata,
      overrides: row['overrides_json'] === '' ? undefined : (JSON.parse(String(row['overrides_json'])) as Overrides),
      stamp: String(row['stamp']),
    }
  }

  return {
    ...createRootIndex(connection, inTransaction),
    write: (models) => writeRows(models.map(toIndexRow)),
    writeRows,
    remove: (slugs) =>
      inTransaction(() => {
        // A root whose model was taken away by hand is to be read again.
        for (const slug of slugs) {
          const root = forget(slug)
          if (root !== undefined && root !== '') forgetRootDigest.run(root)
        }
      }),
    forget: (slug) => inTransaction(() => void forget(slug)),
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
      if (query.needsReview) conditions.push('needs_review = 1')
      if (query.favourite) conditions.push('favourite = 1')
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
          `SELECT id, path, metadata_json, overrides_json, stamp, sort_name FROM models
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
        .prepare(
          `SELECT id, path, metadata_json, overrides_json, stamp FROM models ${condition} ORDER BY added_at, id LIMIT ?`,
        )
        .all(...(after ? [after.addedAt, after.slug] : []), limit)
      return rows.map(read)
    },
    offShelf: (slugs) =>
      connection
        .prepare(
          `SELECT id, path, metadata_json, overrides_json, stamp FROM models
           WHERE substr(path, 1, length(model_type) + length(family) + 2) <> model_type || '/' || family || '/'
             AND (?1 = '' OR id IN (SELECT value FROM json_each(nullif(?1, ''))))`,
        )
        .all(slugs ? JSON.stringify(slugs) : '')
        .map(read),
    stamps: () =>
      new Map(
        connection
          .prepare('SELECT id, path, stamp, root FROM models')
          .all()
          .map(({ id, path: folder, stamp, root }) => [
            String(id),
            { path: String(folder), stamp: String(stamp), inPlace: root !== '' },
          ]),
      ),
    rebuildSearch: () =>
      inTransaction(() => {
        connection.exec('DELETE FROM model_search')
        const rows = connection.prepare('SELECT key, path, metadata_json, overrides_json, stamp FROM models').iterate()
        for (const row of rows) addWords.run(Number(row['key']), ...toIndexRow(read(row)).words)
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
