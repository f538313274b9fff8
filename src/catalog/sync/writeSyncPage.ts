import type { Statements } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { Source, SourcePage } from '../../sources/source.ts'
import type { RecordWriter } from '../catalog.ts'
import { finishSyncRun } from './finishSyncRun.ts'
import { countDone, type SyncRun } from './syncRun.ts'

/**
 * Writes a page of a listing, and where the next one starts. To be called inside one transaction.
 * @returns the run behind this page, with its outcome when this was the last one
 * @throws WeighthouseError CONFLICT when another process has moved the run on meanwhile
 */
export function writeSyncPage<R>(
  { writer, statements, now }: { writer: RecordWriter; statements: Statements; now: UtcMilliseconds },
  source: Pick<Source<R>, 'toEntry'>,
  run: SyncRun,
  page: SourcePage<R>,
): SyncRun {
  const counts = { ...run.counts }
  for (const record of page.records) {
    if (isEnough(run, counts)) break
    const { key, outcome } = writer.writeRecord({ entry: source.toEntry(record), record })
    if (markSeen(statements, run.id, key)) counts[outcome]++
  }
  for (const { id } of page.rejected) {
    counts.rejected++
    // It is there, even if nobody understands it.
    if (id !== undefined) markIdSeen(statements, run, id)
  }
  const next: SyncRun = { ...run, counts, cursor: page.cursor ?? undefined, pages: run.pages + 1 }
  storeRun(statements, run, next)
  return page.cursor === null || isEnough(run, counts) ? finishSyncRun(statements, next, now) : next
}

function isEnough({ first }: SyncRun, counts: SyncRun['counts']): boolean {
  return first !== undefined && countDone(counts) >= first
}

function markSeen(statements: Statements, run: number, key: number): boolean {
  return statements.run('INSERT OR IGNORE INTO sync_seen (run_id, model_key) VALUES (?, ?)', run, key).changes > 0
}

function markIdSeen(statements: Statements, run: SyncRun, id: string): void {
  statements.run(
    `INSERT OR IGNORE INTO sync_seen (run_id, model_key)
     SELECT ?, key FROM models WHERE source_id = ? COLLATE NOCASE AND source = ?`,
    run.id,
    id,
    run.source,
  )
}

function storeRun(statements: Statements, before: SyncRun, after: SyncRun): void {
  const { counts } = after
  const { changes } = statements.run(
    `UPDATE sync_runs SET cursor = ?, pages = ?, added = ?, changed = ?, unchanged = ?, rejected = ?
     WHERE id = ? AND pages = ? AND state = 'running'`,
    after.cursor ?? null,
    after.pages,
    counts.added,
    counts.changed,
    counts.unchanged,
    counts.rejected,
    before.id,
    before.pages,
  )
  if (changes === 0) {
    throw new WeighthouseError('CONFLICT', `Another process is syncing ${before.source} at this moment.`, {
      hint: 'Let it finish; `weighthouse jobs list` shows the syncs of the server.',
      details: { source: before.source },
    })
  }
}
