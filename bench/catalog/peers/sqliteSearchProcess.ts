import { DatabaseSync } from 'node:sqlite'

import type { PeerQuery } from './peerSql.ts'

/*
 * Searches in a process of its own, which can be ended in the middle of a statement: node sqliteSearchProcess.ts FILE.
 * Gets a PeerQuery by message, answers the rows and how long they took.
 */

const database = new DatabaseSync(process.argv[2] ?? '', { readOnly: true })
database.exec('PRAGMA cache_size = -2000000; PRAGMA mmap_size = 30000000000; PRAGMA temp_store = MEMORY;')

process.on('message', ({ sql, parameters }: PeerQuery) => {
  const startedAt = performance.now()
  const rows = database.prepare(sql).all(...parameters)
  process.send?.({ ms: performance.now() - startedAt, rows })
})
process.on('disconnect', () => process.exit())
