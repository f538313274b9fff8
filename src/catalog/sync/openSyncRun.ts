import type { Statements } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'
import { kindOfRun, type SyncCounts, type SyncMode, type SyncRun } from './syncRun.ts'

/** Older than this, the first pages of an unfinished run say too little of today. */
const longestPauseMs = 7 * 24 * 60 * 60 * 1000

interface RunRow extends SyncCounts {
  id: number
  kind: string
  cursor: string | null
  pages: number
  started_at: number
}

/**
 * Takes up the unfinished run of this mode, or begins one; gives up unfinished runs that are too old. Those of other
 * modes stay: another process may be at work on them.
 * @throws WeighthouseError INVALID_ARGUMENT when `first` is not a whole number
 */
export function openSyncRun(
  statements: Statements,
  source: SourceName,
  { first }: SyncMode,
  now: UtcMilliseconds,
): SyncRun {
  if (first !== undefined && !(Number.isSafeInteger(first) && first >= 0)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The number of models to read first, ${first}, is not a whole one.`)
  }
  const kind = kindOfRun(first)
  const unfinished = statements.all<RunRow>(
    `SELECT id, kind, cursor, pages, added, changed, removed, unchanged, rejected, started_at
     FROM sync_runs WHERE source = ? AND state = 'running' ORDER BY id DESC`,
    source,
  )
  const fresh = unfinished.filter((run) => run.started_at > now - longestPauseMs)
  for (const { id } of unfinished) if (!fresh.some((run) => run.id === id)) abandonSyncRun(statements, id, now)
  const row = fresh.find((run) => run.kind === kind)
  if (row) {
    const { id, cursor, pages, added, changed, removed, unchanged, rejected } = row
    return {
      id,
      source,
      first: first || undefined,
      cursor: cursor ?? undefined,
      pages,
      counts: { added, changed, removed, unchanged, rejected },
      outcome: undefined,
    }
  }
  const { lastInsertRowid } = statements.run(
    `INSERT INTO sync_runs (source, kind, state, started_at) VALUES (?, ?, 'running', ?)`,
    source,
    kind,
    now,
  )
  const counts = { added: 0, changed: 0, removed: 0, unchanged: 0, rejected: 0 }
  return {
    id: lastInsertRowid,
    source,
    first: first || undefined,
    cursor: undefined,
    pages: 0,
    counts,
    outcome: undefined,
  }
}

/** Sends a run back to the first page; it remembers what it has seen, so nothing is counted twice. */
export function restartSyncRun(statements: Statements, run: SyncRun): SyncRun {
  statements.run('UPDATE sync_runs SET cursor = NULL, rejected = 0 WHERE id = ?', run.id)
  return { ...run, cursor: undefined, counts: { ...run.counts, rejected: 0 } }
}

/** Gives a run up: the next one begins at the first page. What it has written stays. */
export function abandonSyncRun(statements: Statements, id: number, now: UtcMilliseconds): void {
  statements.run(`UPDATE sync_runs SET state = 'abandoned', cursor = NULL, finished_at = ? WHERE id = ?`, now, id)
  statements.run('DELETE FROM sync_seen WHERE run_id = ?', id)
}
