import type { Transaction } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import type { SourcePage } from '../../sources/source.ts'
import type { RecordWriter, WriteOutcome } from '../catalog.ts'
import type { PreparedRecord } from '../write/preparedRecord.ts'
import { finishSyncRun, type SyncParts } from './finishSyncRun.ts'
import { addCounts, moveOn } from './storeSyncRun.ts'
import { countDone, type SyncCounts, type SyncRun } from './syncRun.ts'

/** Records that one transaction writes where it holds up everything else in its thread, as on SQLite. */
const fewRecords = 250

/** A page of a listing, its records ready to be written. */
export interface PreparedPage extends Pick<SourcePage<unknown>, 'cursor' | 'rejected'> {
  records: readonly PreparedRecord[]
}

/**
 * Writes a page of a listing, in several transactions, the last of which also stores where the next page starts. A
 * process that dies between them loses nothing and counts nothing twice: what was seen is kept with each.
 *
 * @param parts.recordsAtOnce that one transaction writes, default so few that others hardly notice
 * @returns the run behind this page, with its outcome when this was the last one
 * @throws WeighthouseError CONFLICT when another process has moved the run on meanwhile
 */
export async function writeSyncPage(
  parts: SyncParts & { recordsAtOnce?: number },
  before: SyncRun,
  page: PreparedPage,
): Promise<SyncRun> {
  const { recordsAtOnce = fewRecords } = parts
  let run = before
  let start = 0
  while (page.records.length - start > recordsAtOnce && !isEnough(run)) {
    const some = page.records.slice(start, start + Math.min(recordsAtOnce, countLeft(run)))
    run = await parts.catalog.write(async (writer, transaction) =>
      addCounts(transaction, run, await writeSome({ writer, transaction }, run, some)),
    )
    start += some.length
    await new Promise(setImmediate)
  }
  const rest = page.records.slice(start, start + countLeft(run))
  const cursor = page.cursor ?? undefined
  const isLast = cursor === undefined || isOld(run, page.records)
  run = await parts.catalog.write(async (writer, transaction) => {
    const counts = await writeSome({ writer, transaction }, run, rest)
    for (const { id } of page.rejected) if (id !== undefined) await markIdSeen(transaction, run, id)
    const rejected = page.rejected.length
    // A run that is about to be closed stays at its last page: whoever takes it up there comes to the end again.
    return moveOn(transaction, run, { ...counts, rejected }, isLast ? run.cursor : cursor)
  })
  return isLast || isEnough(run) ? finishSyncRun(parts, run) : run
}

interface SyncWriter {
  writer: RecordWriter
  transaction: Transaction<Tables>
}

/** @returns what became of those that the run had not seen before */
async function writeSome(
  { writer, transaction }: SyncWriter,
  run: SyncRun,
  records: readonly PreparedRecord[],
): Promise<Partial<SyncCounts>> {
  const counts = { added: 0, changed: 0, unchanged: 0 }
  const outcomes = new Map<number, WriteOutcome>()
  for (const { key, outcome } of await writer.writePrepared(records)) {
    if (!outcomes.has(key)) outcomes.set(key, outcome)
  }
  for (const key of await markSeen(transaction, run.id, [...outcomes.keys()])) {
    const outcome = outcomes.get(key)
    if (outcome) counts[outcome]++
  }
  return counts
}

function countLeft({ first, counts }: SyncRun): number {
  return first === undefined ? Infinity : Math.max(0, first - countDone(counts))
}

function isEnough(run: SyncRun): boolean {
  return countLeft(run) === 0
}

/**
 * A delta ends where its listing has come to what the last run knew: with the last record of a page that tells a time.
 */
function isOld({ since }: SyncRun, records: readonly PreparedRecord[]): boolean {
  const last = records.findLast(({ numbers }) => !Number.isNaN(numbers.updated))
  return since !== undefined && last !== undefined && last.numbers.updated < since
}

/** @returns those that the run had not seen before */
async function markSeen(transaction: Transaction<Tables>, run: number, keys: readonly number[]): Promise<number[]> {
  if (keys.length === 0) return []
  const rows = await transaction
    .insertInto('sync_seen')
    .values(keys.map((key) => ({ run_id: run, model_key: key })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('model_key')
    .execute()
  return rows.map(({ model_key }) => model_key)
}

/** A record that nobody understands is listed all the same. */
async function markIdSeen(transaction: Transaction<Tables>, run: SyncRun, id: string): Promise<void> {
  const rows = await transaction
    .selectFrom('models')
    .select('key')
    .where(({ fn, eb }) => eb(fn<string>('lower', ['source_id']), '=', fn<string>('lower', [eb.val(id)])))
    .where('source', '=', run.source)
    .execute()
  await markSeen(
    transaction,
    run.id,
    rows.map(({ key }) => key),
  )
}
