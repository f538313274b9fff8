import { DatabaseSync } from 'node:sqlite'

import type { GroundCheck, Look } from '../doctor.ts'

// https://github.com/BLAKE3-team/BLAKE3/blob/master/test_vectors/test_vectors.json: of no bytes.
const blake3OfNothing = 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262'

/** The parts that are compiled for this platform: BLAKE3 and SQLite with its full-text search. */
export const nativeCheck: GroundCheck = {
  id: 'native',
  look: async () => [await lookAtBlake3(), lookAtSqlite()],
}

async function lookAtBlake3(): Promise<Look> {
  try {
    const { blake3 } = await import('@napi-rs/blake-hash')
    const digest = blake3(Buffer.alloc(0)).toString('hex')
    if (digest === blake3OfNothing) return { status: 'ok', says: 'BLAKE3 works' }
    return { status: 'fail', says: `BLAKE3 gives wrong hashes (${digest})`, mend: 'Install Weighthouse again.' }
  } catch (error) {
    return {
      status: 'fail',
      says: `BLAKE3 cannot be loaded: ${String(error)}`,
      mend: 'Install Weighthouse again on this machine: npm ci.',
    }
  }
}

function lookAtSqlite(): Look {
  const database = new DatabaseSync(':memory:')
  try {
    database.exec("CREATE VIRTUAL TABLE words USING fts5(word); INSERT INTO words VALUES ('weight')")
    const row = database
      .prepare("SELECT sqlite_version() AS version, count(*) AS found FROM words WHERE words MATCH 'weigh*'")
      .get()
    if (row?.['found'] === 1) return { status: 'ok', says: `SQLite ${String(row['version'])} with full-text search` }
    return {
      status: 'fail',
      says: 'SQLite finds nothing',
      mend: 'Start Weighthouse with the Node that it brings: bin/weighthouse.',
    }
  } catch (error) {
    return {
      status: 'fail',
      says: `SQLite has no full-text search: ${String(error)}`,
      mend: 'Start Weighthouse with the Node that it brings: bin/weighthouse.',
    }
  } finally {
    database.close()
  }
}
