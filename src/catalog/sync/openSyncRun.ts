import type { Transaction } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'
import { countDone, isFull, kindOfRun, type SyncMode, type SyncRun } from './syncRun.ts'

/** Older than this, the first pages of an unfinished run say too little of today. */
const longestPauseMs = 7 * 24 * 60 * 60 * 1000
/** A delta reads this much more than it should need: sources take a while to list what changed. */
const overlapMs = 60 * 60 * 1000
/** Deltas see neither what was removed nor numbers; after this long without a full run, the next one is full. */
const longestWithoutFullMs = 7 * 24 * 60 * 60 * 1000

/**
 * Takes up the unfinished run of this mode, or begins one; gives up unfinished runs that are too old. Those of other
 * modes stay: another process may be at work on them.
 * @throws WeighthouseError INVALID_ARGUMENT when `first` is not a whole number
 */
export async function openSyncRun(
  transaction: Transaction<Tables>,
  source: SourceName,
  mode: SyncMode,
  now: UtcMilliseconds,
): Promise<SyncRun> {
  const { first, delta = false, force = false } = mode
  if (first !== undefined && !(Number.isSafeInteger(first) && first >= 0)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The number of models to read first, ${first}, is not a whole one.`)
  }
  const unfinished = await transaction
    .selectFrom('sync_runs')
    .selectAll()
    .where('source', '=', source)
    .where('state', '=', 'running')
    .orderBy('id', 'desc')
    .execute()
  const fresh = unfinished.filter((run) => run.started_at > now - longestPauseMs)
  for (const run of unfinished) if (!fresh.includes(run)) await abandonSyncRun(transaction, run.id, now)

  const since = delta && !first ? await findDeltaStart(transaction, source, now) : undefined
  const kind = kindOfRun({ first, since })
  const row = fresh.find((run) => run.kind === kind)
  const expected = isFull({ first: first || undefined, since }) ? await findExpected(transaction, source) : undefined
  const common = { source, first: first || undefined, since, force, expected, outcome: undefined }
  if (row) {
    const { id, cursor, pages, added, changed, removed, unchanged, rejected } = row
    const counts = { added, changed, removed, unchanged, rejected }
    return { ...common, id, startedAt: row.started_at, cursor: cursor ?? undefined, pages, counts }
  }
  const { id } = await transaction
    .insertInto('sync_runs')
    .values({
      source,
      kind,
      state: 'running',
      cursor: null,
      pages: 0,
      added: 0,
      changed: 0,
      unchanged: 0,
      removed: 0,
      rejected: 0,
      started_at: now,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const counts = { added: 0, changed: 0, removed: 0, unchanged: 0, rejected: 0 }
  return { ...common, id, startedAt: now, cursor: undefined, pages: 0, counts }
}

/**
 * What a delta has to read back to: the start of the last run that left nothing unread, a full one or a delta. Undefined
 * when it is time for a full run.
 */
async function findDeltaStart(
  transaction: Transaction<Tables>,
  source: SourceName,
  now: UtcMilliseconds,
): Promise<UtcMilliseconds | undefined> {
  const completed = await transaction
    .selectFrom('sync_runs')
    .select(['kind', 'started_at'])
    .where('source', '=', source)
    .where('state', '=', 'completed')
    .where(({ or, eb }) => or([eb('kind', '=', 'full'), eb('kind', 'like', 'delta:%')]))
    .orderBy('started_at', 'desc')
    .execute()
  const [last] = completed
  const full = completed.find(({ kind }) => kind === 'full')
  if (!last || !full || full.started_at < now - longestWithoutFullMs) return undefined
  return Math.max(0, last.started_at - overlapMs)
}

async function findExpected(transaction: Transaction<Tables>, source: SourceName): Promise<number | undefined> {
  const last = await transaction
    .selectFrom('sync_runs')
    .select(['added', 'changed', 'unchanged', 'removed', 'rejected'])
    .where('source', '=', source)
    .where('state', '=', 'completed')
    .where('kind', '=', 'full')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last && countDone(last)
}

/** Sends a run back to the first page; it remembers what it has seen, so nothing is counted twice. */
export async function restartSyncRun(transaction: Transaction<Tables>, run: SyncRun): Promise<SyncRun> {
  await transaction.updateTable('sync_runs').set({ cursor: null, rejected: 0 }).where('id', '=', run.id).execute()
  return { ...run, cursor: undefined, counts: { ...run.counts, rejected: 0 } }
}

/** Gives a run up: the next one begins at the first page. What it has written stays. */
export async function abandonSyncRun(
  transaction: Transaction<Tables>,
  id: number,
  now: UtcMilliseconds,
): Promise<void> {
  await transaction
    .updateTable('sync_runs')
    .set({ state: 'abandoned', cursor: null, finished_at: now })
    .where('id', '=', id)
    .execute()
}
