import type { Statements } from '../../database/database.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { countDone, type SyncRun } from './syncRun.ts'

/**
 * Closes a run that has read all it should; a full one marks as removed what it has not seen. A full run that understood
 * nothing although it should have is closed as failed and marks nothing.
 * To be called inside one transaction.
 */
export function finishSyncRun(statements: Statements, run: SyncRun, now: UtcMilliseconds): SyncRun {
  const drifted =
    run.first === undefined && countDone(run.counts) === 0 && (run.counts.rejected > 0 || hasModels(statements, run))
  const removed = run.first === undefined && !drifted ? markRemoved(statements, run, now) : 0
  statements.run(
    'UPDATE sync_runs SET state = ?, cursor = NULL, removed = ?, finished_at = ? WHERE id = ?',
    drifted ? 'failed' : 'completed',
    removed,
    now,
    run.id,
  )
  statements.run('DELETE FROM sync_seen WHERE run_id = ?', run.id)
  return { ...run, counts: { ...run.counts, removed }, outcome: drifted ? 'drifted' : 'completed' }
}

function hasModels(statements: Statements, { source }: SyncRun): boolean {
  return statements.get('SELECT 1 FROM models WHERE source = ? AND removed_at IS NULL LIMIT 1', source) !== undefined
}

/** A model that came in by another way while the run went on is newer than the listing, and stays. */
function markRemoved(statements: Statements, { id, source }: SyncRun, now: UtcMilliseconds): number {
  return statements.run(
    `UPDATE models SET removed_at = ?, indexed_at = ?
     WHERE source = ? AND removed_at IS NULL AND indexed_at <= (SELECT started_at FROM sync_runs WHERE id = ?)
       AND NOT EXISTS (SELECT 1 FROM sync_seen WHERE run_id = ? AND model_key = key)`,
    now,
    now,
    source,
    id,
    id,
  ).changes
}
