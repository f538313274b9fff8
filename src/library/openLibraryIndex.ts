import { renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { createLibraryIndex, type LibraryIndex } from './libraryIndex.ts'
import { isKnownSound, noteSound } from './soundIndex.ts'

const schemaVersion = 4

/*
 * models.db: derived from the folders beside it. `models` has the columns of the library design (id is the slug, path
 * is relative to the root) and those that lists need; `files` finds bytes (root is empty for what lies in the library);
 * `root_scans` says what a root looked like when it was last read to its end; `model_search` finds words; `shelving` lists
 * changes that are under way, so that the next start can bring them to their end without looking into every folder.
 */
const schema = `
  CREATE TABLE models (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    cleaned_name TEXT NOT NULL,
    official_name TEXT NOT NULL,
    model_type TEXT NOT NULL,
    tags_json TEXT NOT NULL,
    hashes_json TEXT NOT NULL,
    metadata_json TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    source TEXT NOT NULL,
    family TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    folder_name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    stamp TEXT NOT NULL,
    root TEXT NOT NULL,
    root_path TEXT NOT NULL,
    signature TEXT NOT NULL,
    missing INTEGER NOT NULL,
    overrides_json TEXT NOT NULL,
    needs_review INTEGER NOT NULL,
    favourite INTEGER NOT NULL
  );
  CREATE INDEX models_review ON models (sort_name, id) WHERE needs_review = 1;
  CREATE INDEX models_favourite ON models (sort_name, id) WHERE favourite = 1;
  CREATE INDEX models_type ON models (model_type, size_bytes);
  CREATE INDEX models_updated_at ON models (updated_at);
  CREATE INDEX models_sort_name ON models (sort_name, id);
  CREATE INDEX models_added_at ON models (added_at, id);
  CREATE INDEX models_folder_name ON models (folder_name);
  CREATE INDEX models_root ON models (root, missing, size_bytes) WHERE root <> '';
  CREATE TABLE files (
    model INTEGER NOT NULL,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL,
    device TEXT,
    inode TEXT,
    sha256 TEXT,
    blake3 TEXT,
    missing INTEGER NOT NULL
  );
  CREATE INDEX files_model ON files (model);
  CREATE INDEX files_sha256 ON files (sha256) WHERE sha256 IS NOT NULL;
  CREATE INDEX files_seen ON files (size, mtime_ms) WHERE root <> '';
  CREATE INDEX files_unhashed ON files (missing) WHERE sha256 IS NULL AND missing = 0;
  CREATE TABLE root_scans (root TEXT PRIMARY KEY, digest TEXT NOT NULL);
  CREATE VIRTUAL TABLE model_search USING fts5 (
    id, official_name, cleaned_name, model_type, tags, family,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  );
  CREATE TABLE shelving (
    token TEXT PRIMARY KEY, path TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, started_at INTEGER NOT NULL
  );
  PRAGMA user_version = ${schemaVersion};
`

export interface OpenedIndex {
  index: LibraryIndex
  /** Why it has to be filled by a scan; undefined when it was there and sound. */
  fresh: string | undefined
}

/**
 * Opens models.db. One that is missing, damaged or of another version is made anew, empty; a damaged one is kept
 * beside it as `models.db.broken-<time>`.
 *
 * @param isSuspect it is to be checked, also when it is known to be sound
 */
export function openLibraryIndex(path: string, now: number, isSuspect = false): OpenedIndex {
  try {
    return open(path, isSuspect)
  } catch (error) {
    if (!isDamage(error)) throw toReadableError(error, path)
    const aside = `${path}.broken-${now}`
    renameSync(path, aside)
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
    return { ...open(path, true), fresh: `models.db was damaged; it is kept as ${aside}` }
  }
}

function open(path: string, isSuspect: boolean): OpenedIndex {
  const isSound = !isSuspect && isKnownSound(path)
  const connection = new DatabaseSync(path, { timeout: 30_000 })
  try {
    // A scan of a large root writes some ten megabytes; each checkpoint in between would wait for the disk.
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000;')
    if (!isSound) check(connection)
    const fresh = createTables(connection)
    const index = createLibraryIndex(connection)
    return {
      index: {
        ...index,
        close() {
          if (!connection.isOpen) return
          index.close()
          noteSound(path)
        },
      },
      fresh,
    }
  } catch (error) {
    connection.close()
    throw error
  }
}

function check(connection: DatabaseSync): void {
  const { quick_check: answer } = connection.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (answer !== 'ok') throw new DamagedIndex(answer)
}

function createTables(connection: DatabaseSync): string | undefined {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const { user_version: version } = connection.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version !== schemaVersion) {
      connection.exec(`
        DROP TABLE IF EXISTS models; DROP TABLE IF EXISTS model_search; DROP TABLE IF EXISTS shelving;
        DROP TABLE IF EXISTS files; DROP TABLE IF EXISTS root_scans;
        ${schema}
      `)
    }
    connection.exec('COMMIT')
    if (version === schemaVersion) return undefined
    return version === 0 ? 'models.db was missing' : `models.db was of version ${version}`
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

class DamagedIndex extends Error {}

// Primary result codes: https://sqlite.org/rescode.html
const sqliteCorrupt = 11
const sqliteNotADatabase = 26

/** True when SQLite says that the file is damaged or no database. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedIndex) return true
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  const code = error.errcode & 0xff
  return code === sqliteCorrupt || code === sqliteNotADatabase
}

/** An error of SQLite that a user can mend, with what to do; anything else unchanged. */
export function toReadableError(error: unknown, path: string): unknown {
  if (isDamage(error)) {
    return new WeighthouseError('DATABASE_CORRUPT', `The library index ${path} is damaged.`, {
      hint: 'Run `weighthouse scan --rebuild`: it is made again from the folders, no model is lost.',
      details: { path },
      cause: error,
    })
  }
  if (systemErrorCode(error) === 'ERR_SQLITE_ERROR' && error instanceof Error && 'errcode' in error) {
    if (error.errcode === 14) {
      return new WeighthouseError('HOME_UNWRITABLE', `The library index ${path} cannot be opened for writing.`, {
        hint: 'Give your user write access to that folder, or set WEIGHTHOUSE_LIBRARY to another one.',
        details: { path },
        cause: error,
      })
    }
    if (error.errcode === 5) {
      return new WeighthouseError('DATABASE_BUSY', `Another process has been writing to ${path} for 30 seconds.`, {
        hint: 'Wait for it to finish, then run the command again.',
        details: { path },
        cause: error,
      })
    }
  }
  return error
}
