import type { Kysely, Transaction } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { BundleRun } from './bundleFormat.ts'

/** The last full sync of a source that reached its end, and the last delta after it; both may be missing. */
export async function readLastRuns(kysely: Kysely<Tables>, source: SourceName): Promise<BundleRun[]> {
  const rows = await kysely
    .selectFrom('sync_runs')
    .select(['kind', 'started_at', 'finished_at', 'added', 'changed', 'unchanged'])
    .where('source', '=', source)
    .where('state', '=', 'completed')
    .where(({ or, eb }) => or([eb('kind', '=', 'full'), eb('kind', 'like', 'delta:%')]))
    .orderBy('started_at', 'desc')
    .execute()
  const full = rows.find(({ kind }) => kind === 'full')
  const [last] = rows
  return [...new Set([full, full && last])].flatMap((row) =>
    row && row.finished_at !== null
      ? [
          {
            kind: row.kind,
            startedAt: row.started_at,
            finishedAt: row.finished_at,
            models: row.added + row.changed + row.unchanged,
          },
        ]
      : [],
  )
}

/**
 * Writes down that these runs have been, as far as they are newer than those that have been here: the next sync goes on
 * from them.
 */
export async function addRuns(
  transaction: Transaction<Tables>,
  source: SourceName,
  runs: readonly BundleRun[],
): Promise<void> {
  const known = await readLastRuns(transaction, source)
  for (const { kind, startedAt, finishedAt, models } of runs) {
    if (known.some((run) => run.startedAt >= startedAt)) continue
    await transaction
      .insertInto('sync_runs')
      .values({
        source,
        kind,
        state: 'completed',
        cursor: null,
        pages: 0,
        added: models,
        changed: 0,
        unchanged: 0,
        removed: 0,
        rejected: 0,
        started_at: startedAt,
        finished_at: finishedAt,
      })
      .execute()
  }
}
