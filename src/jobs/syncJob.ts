import { z } from 'zod'

import type { Catalog } from '../catalog/catalog.ts'
import type { SearchIndex } from '../catalog/index/indexView.ts'
import type { SavedSearches } from '../catalog/saved/saved.ts'
import type { SyncCounts, SyncMode } from '../catalog/sync/syncRun.ts'
import { syncSource } from '../catalog/sync/syncSource.ts'
import type { Trends } from '../catalog/trends/trends.ts'
import { inheritParameters } from '../catalog/write/inheritParameters.ts'
import { toWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { type SourceName, sourceNames } from '../ids/slug.ts'
import type { Source } from '../sources/source.ts'
import type { JobContext, JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `sync` job is asked. */
export const syncPayload = z.object({
  sources: z
    .array(z.enum(sourceNames))
    .min(1)
    .transform((names) => [...new Set(names)]),
  /** Read only so many models of each source, the most downloaded first; 0 means all. */
  first: z.number().int().min(0).optional(),
  /** After the first ones, read everything. */
  thenRest: z.boolean().optional(),
  /** Read only what changed since the last sync that reached its end. */
  delta: z.boolean().optional(),
  /** Believe a full listing that has lost a large part of the models. */
  force: z.boolean().optional(),
})

export interface SyncJobParts {
  catalog: Pick<Catalog, 'write' | 'prepare' | 'getSyncTimes'>
  index: SearchIndex
  trends: Pick<Trends, 'takeSnapshot'>
  savedSearches: Pick<SavedSearches, 'checkAll'>
  sources: ReadonlyMap<SourceName, Source>
}

/** What a sync did: per source and in all. */
interface SyncResult {
  sources: Partial<Record<SourceName, SyncCounts>>
  total: SyncCounts
}

const mostRejectedLogged = 20

/**
 * Crawls sources into the catalog, one after the other. A source that fails does not stop the others; the job fails at
 * the end, with the first error, and its log has the counts of those that were read.
 *
 * With `thenRest`, the most downloaded of every source come first, so that the catalog is of use within a minute; a
 * source that was read before needs no such start, and a job that is taken up again goes on with its full crawl.
 *
 * At the end the day's snapshot is taken, saved searches look for news, and the search index is kept.
 */
export function createSyncJob(parts: SyncJobParts): JobHandler {
  const { catalog, sources } = parts
  return async (context) => {
    const { job, log } = context
    const { sources: names, first, thenRest = false, delta, force } = parsePayload(syncPayload, job)
    const wanted = names.map((name) => findSource(sources, name))
    const counts = new Map<SourceName, SyncCounts>()
    const errors = new Map<SourceName, WeighthouseError>()

    async function crawl(source: Source, mode: SyncMode): Promise<void> {
      if (errors.has(source.name)) return
      try {
        const read = await crawlSource(catalog, source, mode, context, modelsRead(counts, source.name))
        counts.set(source.name, addCrawl(counts.get(source.name), read))
        await log('info', `${source.name}: ${describeCounts(read)}`)
      } catch (error) {
        if (context.signal.aborted) throw error
        const failure = toWeighthouseError(error)
        errors.set(source.name, failure)
        await log('error', `${source.name}: ${failure.message}`)
      }
    }

    if (first && thenRest) {
      const known = new Set((await catalog.getSyncTimes()).map((times) => times.source))
      for (const source of wanted) if (!known.has(source.name)) await crawl(source, { first })
    }
    for (const source of wanted) await crawl(source, { first: thenRest ? undefined : first, delta, force })
    await finishUp(parts, context)

    const [failure] = errors.values()
    if (failure) throw failure
    return { ...toResult(counts) }
  }
}

async function crawlSource(
  catalog: SyncJobParts['catalog'],
  source: Source,
  mode: SyncMode,
  { signal, progress, log }: JobContext,
  before: number,
): Promise<SyncCounts> {
  const rejected: string[] = []
  try {
    return await syncSource({
      catalog,
      source,
      mode,
      signal,
      onProgress(page) {
        const left = page.remainingMs === undefined ? '' : `, ${formatMinutes(page.remainingMs)} left`
        const message = `${source.name}: ${page.done} models, ${Math.round(page.rate)} a second${left}`
        const total = page.total === undefined ? undefined : before + page.total
        progress({ done: before + page.done, total, unit: 'models', message })
        for (const { id, reason } of page.rejected.slice(0, mostRejectedLogged - rejected.length)) {
          rejected.push(`${source.name}: ${id ?? 'a record without id'} was left out: ${reason}`)
        }
      },
    })
  } finally {
    for (const line of rejected) await log('warn', line)
  }
}

/** What follows a sync. None of it is worth failing for: the models are in. */
async function finishUp(
  { catalog, trends, savedSearches, index }: SyncJobParts,
  { signal, log }: JobContext,
): Promise<void> {
  try {
    const heirs = await inheritParameters({ catalog, index })
    if (heirs > 0) await log('info', `${heirs} quantized models have the number of weights of their base`)
    const { models, snapshots } = await trends.takeSnapshot()
    await log(
      'info',
      `snapshot of today: ${models} models; ${snapshots} ${snapshots === 1 ? 'day' : 'days'} with a snapshot`,
    )
    const { checked, found } = await savedSearches.checkAll(signal)
    if (checked > 0) await log('info', `saved searches: ${checked} checked, ${found} models found anew`)
    await index.checkpoint()
  } catch (error) {
    if (signal.aborted) throw error
    await log('warn', `after the sync: ${toWeighthouseError(error).message}`)
  }
}

function formatMinutes(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
}

function findSource(sources: ReadonlyMap<SourceName, Source>, name: SourceName): Source {
  const source = sources.get(name)
  if (source) return source
  throw new WeighthouseError('UNSUPPORTED', `Syncing ${name} is not supported.`, {
    hint: `Sources that can be synced: ${[...sources.keys()].join(', ')}.`,
    details: { source: name },
  })
}

/**
 * The counts of two crawls of one source, as of one: what the first one wrote is met again by the second, unchanged, and
 * is counted once.
 */
function addCrawl(first: SyncCounts | undefined, second: SyncCounts): SyncCounts {
  if (!first) return second
  return {
    added: first.added + second.added,
    changed: first.changed + second.changed,
    removed: first.removed + second.removed,
    unchanged: Math.max(0, second.unchanged - first.added - first.changed),
    rejected: second.rejected,
  }
}

function toResult(counts: ReadonlyMap<SourceName, SyncCounts>): SyncResult {
  const total = { added: 0, changed: 0, removed: 0, unchanged: 0, rejected: 0 }
  for (const one of counts.values()) {
    total.added += one.added
    total.changed += one.changed
    total.removed += one.removed
    total.unchanged += one.unchanged
    total.rejected += one.rejected
  }
  return { sources: Object.fromEntries(counts), total }
}

function modelsRead(counts: ReadonlyMap<SourceName, SyncCounts>, except: SourceName): number {
  let sum = 0
  for (const [name, { added, changed, unchanged }] of counts) if (name !== except) sum += added + changed + unchanged
  return sum
}

function describeCounts({ added, changed, removed, unchanged, rejected }: SyncCounts): string {
  const left = rejected > 0 ? `, ${rejected} left out` : ''
  return `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged${left}`
}
