import { stat } from 'node:fs/promises'

import type { Database } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { type Clock, systemClock } from '../../foundation/time.ts'
import { sourceNames } from '../../ids/slug.ts'
import type { CatalogWriter } from '../write/createCatalogWriter.ts'
import type { RejectedRecord } from '../write/preparedRecord.ts'
import type { RecordPreparer } from '../write/preparer/createRecordPreparer.ts'
import { addRuns } from './bundleRuns.ts'
import { createBundleCheck } from './createBundleCheck.ts'
import {
  forgetImportProgress,
  identifyFile,
  type ImportCounts,
  type ImportProgress,
  readImportProgress,
} from './importProgress.ts'
import { prepareAhead } from './prepareAhead.ts'
import { readBlocks } from './readBlocks.ts'
import { readHead } from './readHead.ts'
import { writeLines } from './writeLines.ts'

export interface ImportParts {
  database: Database
  writer: CatalogWriter
  preparer: RecordPreparer
  clock?: Clock | undefined
}

export interface ImportOptions {
  /**
   * Models that one transaction writes, default 250, which holds others up for some 10 ms, and 1,000 in a thread of its
   * own, where only other writers wait. Where nobody does, ten thousand are faster.
   */
  modelsPerTransaction?: number | undefined
  /**
   * Nobody else needs to write models meanwhile, so that many can be written faster; see CatalogWriter.openBulk. Where
   * that does not pay, nothing is different.
   */
  exclusive?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((report: ImportReport) => void) | undefined
}

export interface ImportReport {
  /** Models read, the part before a resume included. */
  done: number
  /** How many there will be; undefined when the file does not tell. */
  total: number | undefined
  /** Models per second since this call began. */
  rate: number
  /** Milliseconds until the end at this rate; undefined while nobody knows. */
  remainingMs: number | undefined
  counts: ImportCounts
  /** What could not be understood since the last report. */
  rejected: RejectedRecord[]
}

const bytesPerModel = 1_000
const shortestBlock = 128 * 1024
const longestBlock = 8 * 1024 * 1024

/**
 * Writes a catalog that {@link exportCatalog} has written, or any NDJSON of records in their source's schema, plain or
 * compressed by zstd or gzip, into this one. Models that are here and not in the file stay.
 *
 * - What has been written is kept with how far it came: an import that ended early, even by a kill, is continued by the
 *   next call with the same file, and its counts go on.
 * - A bundle is verified while it is read. When it turns out to be damaged, what was read before stays (each record was
 *   understood by itself), but no sync is marked as done.
 * - Behind a bundle, the syncs that it tells of count as done here: the next delta goes on from them.
 *
 * @throws WeighthouseError FILE_NOT_FOUND; INVALID_ARGUMENT when no line is a record; VERIFICATION_FAILED when the file is damaged or cut short; UNSUPPORTED for a
 *   bundle of a later format; CANCELLED when `signal` aborts
 */
export async function importCatalog(
  { database, writer, preparer, clock = systemClock }: ImportParts,
  path: string,
  { modelsPerTransaction = 250, exclusive = false, signal, onProgress }: ImportOptions = {},
): Promise<ImportCounts> {
  const { beginning, head } = await readHead(path)
  const file = await identifyFile(path, beginning)
  let progress: ImportProgress = (await readImportProgress(database.kysely, file)) ?? {
    file,
    offset: 0,
    records: 0,
    counts: { added: 0, changed: 0, unchanged: 0, rejected: 0 },
  }
  const check = head && createBundleCheck(path)
  const total = head && Object.values(head.sources).reduce((sum, { models }) => sum + models, 0)
  const report = createReporter({ total, clock, counts: progress.counts })
  const blocks = readBlocks(path, {
    blockBytes: Math.min(longestBlock, Math.max(shortestBlock, modelsPerTransaction * bytesPerModel)),
    skip: progress.offset,
    onBytes: check?.add,
  })
  const bulk = exclusive && (await fillsCatalog(database, path, total)) ? await writer.openBulk() : undefined
  try {
    for await (const { lines, end } of prepareAhead(preparer, blocks)) {
      throwIfCancelled(signal, path)
      progress = await writeLines(bulk ?? writer, lines, { before: progress, end, modelsPerTransaction })
      onProgress?.(report(progress.counts, lines.rejected))
    }
  } finally {
    await bulk?.close()
  }
  check?.finish()
  await database.write(async (transaction) => {
    for (const source of sourceNames) await addRuns(transaction, source, head?.sources[source]?.runs ?? [])
    await forgetImportProgress(transaction)
  })
  if (!head && countModels(progress.counts) === 0 && progress.counts.rejected > 0) throw noCatalog(path)
  return progress.counts
}

function noCatalog(path: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${path} is no catalog: no line of it is a record of a model.`, {
    hint: 'Give a file that `weighthouse bundle export catalog` wrote, or one with a JSON record in each line.',
    details: { path },
  })
}

/** True when the file has about as many models as the catalog, or more. */
async function fillsCatalog({ kysely }: Database, path: string, total: number | undefined): Promise<boolean> {
  const { last } = await kysely
    .selectFrom('models')
    .select(({ fn }) => fn.max<number | null>('key').as('last'))
    .executeTakeFirstOrThrow()
  return (total ?? (await stat(path)).size / bytesPerModel) > (last ?? 0) / 2
}

function createReporter(start: { total: number | undefined; clock: Clock; counts: ImportCounts }) {
  const { total, clock } = start
  const startedAt = clock()
  const before = countModels(start.counts)
  return (counts: ImportCounts, rejected: RejectedRecord[]): ImportReport => {
    const done = countModels(counts)
    const elapsedMs = clock() - startedAt
    const rate = elapsedMs > 0 ? ((done - before) * 1000) / elapsedMs : 0
    const remainingMs = total === undefined || rate === 0 ? undefined : (Math.max(0, total - done) / rate) * 1000
    return { done, total, rate, remainingMs, counts, rejected }
  }
}

function countModels({ added, changed, unchanged }: ImportCounts): number {
  return added + changed + unchanged
}

function throwIfCancelled(signal: AbortSignal | undefined, path: string): void {
  if (!signal?.aborted) return
  throw new WeighthouseError('CANCELLED', `The import of ${path} was stopped.`, {
    hint: 'Run it again: it goes on where it stopped.',
    cause: signal.reason,
  })
}
