import type { Database } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { Catalog } from '../catalog.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { findModel } from '../read/findModel.ts'
import { listSnapshotDays, readSnapshotOf } from './readSnapshots.ts'
import { risingDays, risingFormula } from './risingScore.ts'
import type { TrendingModel, TrendPage, TrendQuery } from './trends.ts'

export interface TrendParts {
  database: Database
  index: SearchIndex
  catalog: Pick<Catalog, 'search' | 'write'>
}

/** Models by our own score; see Trends.listRising. */
export async function listRising(parts: TrendParts, query: TrendQuery = {}): Promise<TrendPage> {
  const page = await listBy(parts, query, 'rising')
  // The order ends where the scores do: a model without one does not rise.
  const models = page.models.filter(({ score }) => score !== undefined)
  const ended = models.length < page.models.length
  return { ...page, models, nextCursor: ended ? undefined : page.nextCursor, formula: risingFormula }
}

/** Models by their day of publication; see Trends.listNew. */
export async function listNew(parts: TrendParts, query: TrendQuery = {}): Promise<TrendPage> {
  return { ...(await listBy(parts, query, 'created')), formula: 'by the time at which the source published the model' }
}

async function listBy(
  { database, index, catalog }: TrendParts,
  { source, filter = {}, limit, cursor }: TrendQuery,
  sort: 'rising' | 'created',
): Promise<Omit<TrendPage, 'formula'>> {
  const sources = source === undefined ? filter.source : [source]
  const page = await catalog.search({ ...filter, source: sources, sort, limit, cursor })
  const days = await listSnapshotDays(database.kysely)
  const [newest, older] = pickDays(days)
  const keys = new Map<string, number>()
  for (const { slug } of page.entries) keys.set(slug, (await findModel({ database, index }, slug)).key)
  const before = older === undefined ? undefined : await readSnapshotOf(database.kysely, older, [...keys.values()])
  const span = newest !== undefined && older !== undefined ? newest - older : 0
  const models = page.entries.map((entry): TrendingModel => {
    const old = before?.get(keys.get(entry.slug) ?? 0)
    return {
      entry,
      score: sort === 'rising' ? entry.risingScore : entry.createdAt,
      downloadsGained: old && entry.downloads - old.downloads,
      likesGained: old && entry.likes - old.likes,
      days: span,
    }
  })
  return { models, total: page.total, nextCursor: page.nextCursor, snapshots: days.length }
}

/** The newest day, and the one that it is compared with: at least {@link risingDays} older, or else the oldest. */
export function pickDays(days: readonly number[]): [newest: number | undefined, older: number | undefined] {
  const newest = days.at(-1)
  if (newest === undefined || days.length < 2) return [newest, undefined]
  return [newest, days.findLast((day) => newest - day >= risingDays) ?? days[0]]
}

/** @throws WeighthouseError INVALID_ARGUMENT for a number of days or series that cannot be */
export function checkCount(value: number, name: string, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new WeighthouseError('INVALID_ARGUMENT', `${value} is not a number of ${name} from 1 to ${most}.`)
}
