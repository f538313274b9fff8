import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { type Clock, systemClock } from '../../foundation/time.ts'
import type { ListOptions, Source, SourcePage } from '../../sources/source.ts'
import type { Catalog } from '../catalog.ts'
import { finishSyncRun } from './finishSyncRun.ts'
import { forgetSeen } from './forgetSeen.ts'
import { abandonSyncRun, openSyncRun, restartSyncRun } from './openSyncRun.ts'
import { createSyncPages, type PageWriter } from './syncPages.ts'
import { countDone, type SyncCounts, type SyncMode, type SyncRun } from './syncRun.ts'

/**
 * A mirror's next links may lead in a circle, or on for ever. A listing that shifts under the crawl repeats a page or
 * two, never this many.
 */
const mostPagesWithoutNews = 100

export interface SyncOptions<R> {
  /** With `openPageWriter`, a long listing is written beside the searches. */
  catalog: Pick<Catalog, 'write' | 'prepare'> & Partial<Pick<Catalog, 'openPageWriter'>>
  source: Pick<Source<R>, 'name' | 'list'>
  /** Default: everything. */
  mode?: SyncMode | undefined
  clock?: Clock | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: SyncProgress) => void) | undefined
  /** See createSyncPages. */
  threadAfter?: number | undefined
}

export interface SyncProgress {
  /** Models read by this run, the part before a resume included. */
  done: number
  /** How many there will be; undefined while nobody knows. */
  total: number | undefined
  /** Models per second since this call began. */
  rate: number
  /** Milliseconds until the end at this rate; undefined while nobody knows. */
  remainingMs: number | undefined
  counts: SyncCounts
  /** What this page had that could not be understood. */
  rejected: SourcePage<unknown>['rejected']
}

/**
 * Crawls a source into the catalog: everything, marking what the source no longer lists as removed; or the first N by
 * downloads, or what changed since the last run, removing nothing.
 *
 * - The cursor is committed with the last records of its page: a run that ended early, whatever the reason, is continued
 *   by the next call with the same mode, at that page or the next, and its counts go on. A run older than a week is given up.
 * - When the source refuses the kept cursor, the run begins again; what was written stays and is not counted twice.
 * - A model that the source lists twice in a run counts once.
 * - A listing that goes on and on without one new model is given up.
 * - Of two processes that sync the same source, the slower one fails with CONFLICT at its next page and loses nothing.
 *
 * @throws WeighthouseError SOURCE_DRIFT when a full listing has no record that can be understood although there should
 *   be some, has lost more than 30 % of the models (unless forced), or does not end; nothing is marked as removed then.
 *   CANCELLED when `signal` aborts; CONFLICT; what the source throws
 */
export async function syncSource<R>(options: SyncOptions<R>): Promise<SyncCounts> {
  const { catalog, source, mode = {}, clock = systemClock } = options
  const run = await catalog.write((_, transaction) => openSyncRun(transaction, source.name, mode, clock()))
  // Of runs that were just given up, or whose process died while it was closing them.
  await forgetSeen(catalog)
  const pages = createSyncPages({ ...options, clock })
  let crawled: SyncRun
  try {
    crawled = await crawl(options, pages, run)
  } finally {
    await pages.close()
  }
  const { counts, outcome } = crawled
  if (outcome === 'drifted') throw nothingUnderstood(source.name, counts)
  if (outcome === 'shrunk') throw tooMuchMissing(source.name, counts)
  return counts
}

/** @param knownPages pages that an earlier reading of this run has seen, so that nothing on them is new */
async function crawl<R>(options: SyncOptions<R>, pages: PageWriter, start: SyncRun, knownPages = 0): Promise<SyncRun> {
  const { catalog, source, clock = systemClock, signal, onProgress } = options
  const startedAt = clock()
  let run = start
  let isFirstPage = true
  let pagesWithoutNews = 0
  try {
    throwIfCancelled(signal, source.name)
    for await (const page of source.list({ sort: sortOf(run), cursor: run.cursor, signal })) {
      isFirstPage = false
      const before = run
      run = await pages.write(before, page)
      onProgress?.(progress(start, run, clock() - startedAt, page))
      if (run.outcome) return run
      pagesWithoutNews = countDone(run.counts) > countDone(before.counts) ? 0 : pagesWithoutNews + 1
      if (pagesWithoutNews >= knownPages + mostPagesWithoutNews) {
        await catalog.write((_, transaction) => abandonSyncRun(transaction, run.id, clock()))
        await forgetSeen(catalog)
        throw endless(source.name, pagesWithoutNews)
      }
      throwIfCancelled(signal, source.name)
    }
  } catch (error) {
    // Only the cursor of an earlier call can have gone stale.
    if (!isFirstPage || start.cursor === undefined || !isRefusal(error)) throw error
    const restarted = await catalog.write((_, transaction) => restartSyncRun(transaction, start))
    return crawl(options, pages, restarted, start.pages)
  }
  return finishSyncRun({ catalog, clock }, run)
}

function sortOf({ first, since }: SyncRun): ListOptions['sort'] {
  if (first !== undefined) return 'downloads'
  return since === undefined ? 'created' : 'updated'
}

function isRefusal(error: unknown): boolean {
  return isWeighthouseError(error, 'SOURCE_ERROR') && (error.details.status === 400 || error.details.status === 422)
}

function throwIfCancelled(signal: AbortSignal | undefined, source: string): void {
  if (!signal?.aborted) return
  throw new WeighthouseError('CANCELLED', `The sync of ${source} was stopped.`, {
    hint: 'Run it again: it goes on where it stopped.',
    cause: signal.reason,
  })
}

function nothingUnderstood(source: string, { rejected }: SyncCounts): WeighthouseError {
  const what = rejected > 0 ? `${rejected} models, none of which could be understood` : 'no models at all'
  return new WeighthouseError('SOURCE_DRIFT', `${source} lists ${what}; the catalog was left as it is.`, {
    hint: `Check the endpoint of ${source} (\`weighthouse config\`), and try again later.`,
    details: { source, rejected },
  })
}

function endless(source: string, pages: number): WeighthouseError {
  return new WeighthouseError(
    'SOURCE_DRIFT',
    `${source} lists page after page, and the last ${pages} had nothing new.`,
    {
      hint: `What was read is kept. Check the endpoint of ${source} (\`weighthouse config\`); a mirror may page wrongly.`,
      details: { source, pages },
    },
  )
}

function tooMuchMissing(source: string, counts: SyncCounts): WeighthouseError {
  return new WeighthouseError(
    'SOURCE_DRIFT',
    `${source} lists only ${countDone(counts)} models, and lacks more than 30 % of those that it had; none was marked as removed.`,
    {
      hint: 'What was read is kept. If the models are really gone, say so: weighthouse sync --force.',
      details: { source, read: countDone(counts) },
    },
  )
}

function progress(start: SyncRun, run: SyncRun, elapsedMs: number, page: SourcePage<unknown>): SyncProgress {
  const done = countDone(run.counts)
  const rate = elapsedMs > 0 ? ((done - countDone(start.counts)) * 1000) / elapsedMs : 0
  const total = run.first ?? (run.since === undefined ? (page.total ?? run.expected) : undefined)
  const remainingMs = total === undefined || rate === 0 ? undefined : (Math.max(0, total - done) / rate) * 1000
  return { done, total, rate, remainingMs, counts: run.counts, rejected: page.rejected }
}
