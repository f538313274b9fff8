import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { type Peer, type PeerResultRow, readAnswer } from './peer.ts'
import { type PeerRow, singleKinds } from './peerRow.ts'
import { kindOf } from './writePeerFiles.ts'

const tables = `
  PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;
  PRAGMA mmap_size = 30000000000; PRAGMA temp_store = MEMORY;
  CREATE TABLE models (
    key INTEGER PRIMARY KEY, source_id TEXT NOT NULL, name TEXT NOT NULL,
    source INTEGER, author INTEGER, task INTEGER, library INTEGER, license INTEGER, license_class INTEGER,
    downloads INTEGER NOT NULL, likes INTEGER NOT NULL, trending REAL, created INTEGER, updated INTEGER,
    parameters INTEGER, bytes INTEGER, gated INTEGER NOT NULL, removed INTEGER NOT NULL
  );
  CREATE TABLE model_tags (model INTEGER NOT NULL, kind INTEGER NOT NULL, attribute INTEGER NOT NULL,
    PRIMARY KEY (model, kind, attribute)) WITHOUT ROWID;
  CREATE TABLE relations (model INTEGER NOT NULL, parent TEXT NOT NULL, relation TEXT NOT NULL, declared INTEGER NOT NULL);
  CREATE TABLE attributes (key INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL);
  CREATE VIRTUAL TABLE words USING fts5(
    text, content = '', columnsize = 0, detail = none, prefix = '2 3', tokenize = "unicode61 remove_diacritics 2 tokenchars '.'"
  );
`
const indexes = `
  CREATE INDEX models_author ON models (author);
  CREATE INDEX models_task ON models (task);
  CREATE INDEX models_library ON models (library);
  CREATE INDEX models_license ON models (license);
  CREATE INDEX models_license_class ON models (license_class);
  CREATE INDEX models_downloads ON models (downloads);
  CREATE INDEX models_likes ON models (likes);
  CREATE INDEX models_trending ON models (trending);
  CREATE INDEX models_created ON models (created);
  CREATE INDEX models_updated ON models (updated);
  CREATE INDEX models_parameters ON models (parameters);
  CREATE INDEX models_bytes ON models (bytes);
  CREATE INDEX model_tags_attribute ON model_tags (attribute, model);
  CREATE INDEX relations_model ON relations (model);
  CREATE INDEX relations_parent ON relations (parent);
  INSERT INTO words (words) VALUES ('optimize');
  ANALYZE;
`

export interface SqlitePeerLoader {
  add(row: PeerRow): void
  addAttribute(key: number, kind: string, value: string): void
  finish(): Promise<Peer>
  close(): void
}

/** A SQLite database in this folder, filled row by row, with everything that makes loading and reading fast. */
export function openSqlitePeer(folder: string): SqlitePeerLoader {
  const path = join(folder, 'peer.db')
  const database = new DatabaseSync(path)
  database.exec(tables)
  const columns = 3 + singleKinds.length + 9
  const insertModel = database.prepare(`INSERT INTO models VALUES (${Array(columns).fill('?').join(', ')})`)
  const insertTag = database.prepare('INSERT OR IGNORE INTO model_tags VALUES (?, ?, ?)')
  const insertRelation = database.prepare('INSERT INTO relations VALUES (?, ?, ?, ?)')
  const insertWords = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const insertAttribute = database.prepare('INSERT INTO attributes VALUES (?, ?, ?)')
  database.exec('BEGIN')
  let spent = 0
  return {
    add(row) {
      const startedAt = performance.now()
      insertModel.run(
        row.key,
        row.sourceId,
        row.name,
        ...singleKinds.map((kind) => row.singles[kind] ?? null),
        row.downloads,
        row.likes,
        row.trending ?? null,
        row.created ?? null,
        row.updated ?? null,
        row.parameters ?? null,
        row.bytes ?? null,
        Number(row.gated),
        Number(row.removed),
      )
      for (const tag of row.tags) insertTag.run(row.key, kindOf(row, tag), tag)
      for (const { id, relation, declared } of row.parents) insertRelation.run(row.key, id, relation, Number(declared))
      insertWords.run(row.key, row.words.join(' '))
      spent += performance.now() - startedAt
    },
    addAttribute: (key, kind, value) => insertAttribute.run(key, kind, value),
    async finish() {
      const startedAt = performance.now()
      database.exec('COMMIT')
      database.exec(indexes)
      const { size } = await stat(path)
      const version = database.prepare('SELECT sqlite_version() AS version').get()?.['version']
      database.close()
      const searcher = createSearcher(path)
      return {
        name: 'SQLite',
        version: String(version),
        loadSeconds: (spent + performance.now() - startedAt) / 1000,
        bytes: size,
        search: (query, patienceMs) => searcher.search(query, patienceMs),
        close: () => searcher.close(),
      }
    },
    close: () => database.close(),
  }
}

/** Asks a process, which is ended when a search takes too long, and then another one. */
function createSearcher(path: string): Pick<Peer, 'search' | 'close'> {
  let child: ChildProcess | undefined

  function start(): ChildProcess {
    return fork(new URL('sqliteSearchProcess.ts', import.meta.url), [path])
  }

  async function end(): Promise<void> {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null) return
    ending.kill('SIGKILL')
    await once(ending, 'exit')
  }

  return {
    async search(query, patienceMs) {
      child ??= start()
      const late = AbortSignal.timeout(patienceMs)
      child.send(query)
      try {
        const [{ ms, rows }] = (await once(child, 'message', { signal: late })) as [
          { ms: number; rows: PeerResultRow[] },
        ]
        return { ms, answer: readAnswer(rows) }
      } catch (error) {
        if (!late.aborted) throw error
        await end()
        return { ms: patienceMs, answer: undefined }
      }
    },
    close: end,
  }
}
