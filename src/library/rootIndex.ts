import type { DatabaseSync } from 'node:sqlite'

/** A model in place, as far as a scan of its root compares it. */
export interface KnownInPlace {
  slug: string
  /** Folder in the library, relative, with forward slashes. */
  path: string
  signature: string
  missing: boolean
}

/** A file of a model, as models.db lists it. */
export interface KnownFile {
  slug: string
  /** Empty for a file in the library. */
  root: string
  path: string
  size: number
  mtimeMs: number
  device: string
  inode: string
  sha256: string | undefined
  missing: boolean
}

/** What models.db knows of roots and files. */
export interface RootIndex {
  /** What the root looked like when it was last read to its end. */
  rootDigest(root: string): string | undefined
  setRootDigest(root: string, digest: string): void
  /** How many models of it are known, and how many of them are missing. */
  countInPlace(root: string): { models: number; missing: number; bytes: number }
  /** By path in the root. */
  listInPlace(root: string): Map<string, KnownInPlace>
  filesOf(slug: string): KnownFile[]
  /** Files in any root that were last seen with this size and about this time: copies keep it to two seconds. */
  filesSeen(mtimeMs: number, size: number): KnownFile[]
  filesByHash(sha256: string): KnownFile[]
  /** Up to `limit` files of online roots without a hash, after the given one, the small ones of each model first. */
  listUnhashed(roots: readonly string[], after: number, limit: number): (KnownFile & { row: number })[]
  /** A number that no file row has reached yet when it is asked for. */
  lastFile(): number
  countUnhashed(roots: readonly string[]): { files: number; bytes: number }
  folderNames(): Set<string>
}

const columns = `models.id AS slug, files.root AS root, files.path AS path, files.size AS size, files.mtime_ms AS mtime_ms,
  files.device AS device, files.inode AS inode, files.sha256 AS sha256, files.missing AS missing`
const joined = 'files JOIN models ON models.key = files.model'

/** What FAT file systems round times to. */
const toleranceMs = 2_000

export function createRootIndex(connection: DatabaseSync, inTransaction: (work: () => void) => void): RootIndex {
  const bySeen = connection.prepare(
    `SELECT ${columns} FROM ${joined} WHERE files.size = ? AND files.mtime_ms BETWEEN ? AND ? AND files.root <> '' LIMIT 1000`,
  )
  const byHash = connection.prepare(`SELECT ${columns} FROM ${joined} WHERE files.sha256 = ?`)
  const ofModel = connection.prepare(`SELECT ${columns} FROM ${joined} WHERE models.id = ? ORDER BY files.rowid`)

  return {
    rootDigest(root) {
      const row = connection.prepare('SELECT digest FROM root_scans WHERE root = ?').get(root)
      return row && String(row['digest'])
    },
    setRootDigest: (root, digest) =>
      inTransaction(() => {
        connection
          .prepare('INSERT INTO root_scans VALUES (?, ?) ON CONFLICT (root) DO UPDATE SET digest = excluded.digest')
          .run(root, digest)
      }),
    countInPlace: (root) =>
      connection
        .prepare(
          `SELECT count(*) AS models, coalesce(sum(missing), 0) AS missing, coalesce(sum(size_bytes), 0) AS bytes
           FROM models WHERE root = ? AND root <> ''`,
        )
        .get(root) as { models: number; missing: number; bytes: number },
    listInPlace(root) {
      const rows = connection
        .prepare(`SELECT id, path, root_path, signature, missing FROM models WHERE root = ? AND root <> ''`)
        .all(root)
      return new Map(
        rows.map((row) => [
          String(row['root_path']),
          {
            slug: String(row['id']),
            path: String(row['path']),
            signature: String(row['signature']),
            missing: row['missing'] === 1,
          },
        ]),
      )
    },
    filesOf: (slug) => ofModel.all(slug).map(readFile),
    filesSeen: (mtimeMs, size) => bySeen.all(size, mtimeMs - toleranceMs, mtimeMs + toleranceMs).map(readFile),
    filesByHash: (sha256) => byHash.all(sha256).map(readFile),
    listUnhashed: (roots, after, limit) =>
      connection
        .prepare(
          `SELECT files.rowid AS row_id, ${columns} FROM ${joined}
           WHERE files.sha256 IS NULL AND files.missing = 0 AND files.rowid > ?
             AND files.root IN (SELECT value FROM json_each(?)) ORDER BY files.rowid LIMIT ?`,
        )
        .all(after, JSON.stringify(roots), limit)
        .map((row) => ({ ...readFile(row), row: Number(row['row_id']) })),
    lastFile: () => Number(connection.prepare('SELECT coalesce(max(rowid), 0) AS last FROM files').get()?.['last']),
    countUnhashed: (roots) =>
      connection
        .prepare(
          `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM files
           WHERE sha256 IS NULL AND missing = 0 AND root IN (SELECT value FROM json_each(?))`,
        )
        .get(JSON.stringify(roots)) as { files: number; bytes: number },
    folderNames: () =>
      new Set(
        connection
          .prepare('SELECT folder_name FROM models')
          .all()
          .map((row) => String(row['folder_name'])),
      ),
  }
}

function readFile(row: Record<string, unknown>): KnownFile {
  return {
    slug: String(row['slug']),
    root: String(row['root']),
    path: String(row['path']),
    size: Number(row['size']),
    mtimeMs: Number(row['mtime_ms']),
    device: String(row['device']),
    inode: String(row['inode']),
    sha256: row['sha256'] === null ? undefined : String(row['sha256']),
    missing: row['missing'] === 1,
  }
}
