import type { Transaction } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { SyncCounts, SyncRun } from './syncRun.ts'

const countNames = ['added', 'changed', 'removed', 'unchanged', 'rejected'] as const satisfies (keyof SyncCounts)[]

/**
 * Adds to the counts of a run. To be called in the transaction that makes them true.
 * @returns the run with these counts
 * @throws WeighthouseError CONFLICT when another process has moved the run on meanwhile
 */
export async function addCounts(
  transaction: Transaction<Tables>,
  run: SyncRun,
  more: Partial<SyncCounts>,
): Promise<SyncRun> {
  return update(transaction, run, more, {})
}

/** The same, and moves the run on to the next page. */
export async function moveOn(
  transaction: Transaction<Tables>,
  run: SyncRun,
  more: Partial<SyncCounts>,
  cursor: string | undefined,
): Promise<SyncRun> {
  const pages = run.pages + 1
  const moved = await update(transaction, run, more, { cursor: cursor ?? null, pages })
  return { ...moved, cursor, pages }
}

async function update(
  transaction: Transaction<Tables>,
  run: SyncRun,
  more: Partial<SyncCounts>,
  place: { cursor?: string | null; pages?: number },
): Promise<SyncRun> {
  const counts = { ...run.counts }
  for (const name of countNames) counts[name] += more[name] ?? 0
  const { numUpdatedRows } = await transaction
    .updateTable('sync_runs')
    .set(place)
    // Two processes that write the same page have each counted what the other has not.
    .set(({ eb }) => Object.fromEntries(countNames.map((name) => [name, eb(name, '+', more[name] ?? 0)])))
    .where('id', '=', run.id)
    .where('pages', '=', run.pages)
    .where('state', '=', 'running')
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) {
    throw new WeighthouseError('CONFLICT', `Another process is syncing ${run.source} at this moment.`, {
      hint: 'Let it finish; `weighthouse jobs list` shows the syncs of the server.',
      details: { source: run.source },
    })
  }
  return { ...run, counts }
}
