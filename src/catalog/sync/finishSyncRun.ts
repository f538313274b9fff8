import type { Clock } from '../../foundation/time.ts'
import type { Catalog } from '../catalog.ts'
import { forgetSeen } from './forgetSeen.ts'
import { addCounts } from './storeSyncRun.ts'
import { countDone, isFull, type SyncRun } from './syncRun.ts'

/** A full listing that lacks more than this share of the models that it had is not believed. */
const mostMissing = 0.3
/** Of fewer models than this, any share may go. */
const fewestToDoubt = 100
/** Keys that one transaction looks at. */
const keysAtOnce = 10_000
/** Models that one transaction marks. */
const removedAtOnce = 250

export interface SyncParts {
  catalog: Pick<Catalog, 'write'>
  clock: Clock
}

/**
 * Closes a run that has read all it should; a full one marks as removed what it has not seen. A full run that understood
 * nothing although it should have, or that misses a large part, is closed as failed and marks nothing.
 *
 * In several transactions, the closing one last: a process that dies before it leaves the run as it was behind its last
 * page, and whoever takes it up comes to the same end.
 */
export async function finishSyncRun(parts: SyncParts, run: SyncRun): Promise<SyncRun> {
  const missing = isFull(run) ? await findMissing(parts, run) : { keys: [], listed: 0 }
  const outcome = judge(run, missing.keys.length, missing.listed)
  const marked = outcome === 'completed' ? await markMissing(parts, run, missing.keys) : run
  await parts.catalog.write((_, transaction) =>
    transaction
      .updateTable('sync_runs')
      .set({ state: outcome === 'completed' ? 'completed' : 'failed', cursor: null, finished_at: parts.clock() })
      .where('id', '=', run.id)
      .execute(),
  )
  await forgetSeen(parts.catalog)
  return { ...marked, outcome }
}

function judge(run: SyncRun, missing: number, listed: number): NonNullable<SyncRun['outcome']> {
  if (!isFull(run)) return 'completed'
  if (countDone(run.counts) === 0 && (run.counts.rejected > 0 || listed > 0)) return 'drifted'
  return !run.force && listed >= fewestToDoubt && missing > listed * mostMissing ? 'shrunk' : 'completed'
}

/**
 * Listed models that the run has not seen, and how many are listed. A model that came in by another way while the run
 * went on is newer than the listing, and stays.
 */
async function findMissing({ catalog }: SyncParts, run: SyncRun): Promise<{ keys: number[]; listed: number }> {
  const { id, source, startedAt } = run
  const keys: number[] = []
  let listed = 0
  const last = await findLastKey(catalog)
  for (let from = 0; from <= last; from += keysAtOnce) {
    const rows = await catalog.write((_, transaction) =>
      transaction
        .selectFrom('models')
        .leftJoin('sync_seen', (join) =>
          join.onRef('sync_seen.model_key', '=', 'models.key').on('sync_seen.run_id', '=', id),
        )
        .select(['models.key', 'models.indexed_at', 'sync_seen.run_id as seen'])
        .where('models.key', '>=', from)
        .where('models.key', '<', from + keysAtOnce)
        .where('models.source', '=', source)
        .where('models.removed_at', 'is', null)
        .execute(),
    )
    listed += rows.length
    for (const { key, indexed_at, seen } of rows) if (seen === null && indexed_at <= startedAt) keys.push(key)
    await new Promise(setImmediate)
  }
  return { keys, listed }
}

function findLastKey(catalog: SyncParts['catalog']): Promise<number> {
  return catalog.write(async (_, transaction) => {
    const { last } = await transaction
      .selectFrom('models')
      .select(({ fn }) => fn.max<number | null>('key').as('last'))
      .executeTakeFirstOrThrow()
    return last ?? 0
  })
}

async function markMissing({ catalog }: SyncParts, run: SyncRun, keys: readonly number[]): Promise<SyncRun> {
  let marked = run
  for (let start = 0; start < keys.length; start += removedAtOnce) {
    const some = keys.slice(start, start + removedAtOnce)
    marked = await catalog.write(async (writer, transaction) => {
      // Another process may have written one of them since they were looked for.
      const still = await transaction
        .selectFrom('models')
        .select('key')
        .where('key', 'in', some)
        .where('removed_at', 'is', null)
        .where('indexed_at', '<=', run.startedAt)
        .execute()
      await writer.markRemoved(still.map(({ key }) => key))
      return addCounts(transaction, marked, { removed: still.length })
    })
    await new Promise(setImmediate)
  }
  return marked
}
