import { WeighthouseError } from '../../foundation/errors.ts'
import { sourceNames } from '../../ids/slug.ts'
import { toKeys } from '../index/docSet.ts'
import type { IndexView } from '../index/indexView.ts'
import { findModel } from '../read/findModel.ts'
import { checkCount, type TrendParts } from './listTrending.ts'
import { listSnapshotDays, readHistory, readSnapshotPart } from './readSnapshots.ts'
import { keysOfPart, partOf } from './snapshotColumn.ts'
import { fromDay } from './snapshotDay.ts'
import type { GrowthQuery, GrowthSeries } from './trends.ts'

const defaultDays = 30
const mostDays = 3660
const defaultSeries = 10
const mostSeries = 100

/** Models, downloads and likes by day; see Trends.growthOf. */
export async function growthOf(parts: TrendParts, query: GrowthQuery): Promise<GrowthSeries[]> {
  const days = checkCount(query.days ?? defaultDays, 'days', mostDays)
  const limit = checkCount(query.limit ?? defaultSeries, 'series', mostSeries)
  const known = await listSnapshotDays(parts.database.kysely)
  const newest = known.at(-1) ?? 0
  const wanted = known.filter((day) => newest - day <= days)
  if (query.by === 'model') return [await growthOfModel(parts, query.value, wanted[0] ?? 0)]
  const groups = findGroups(await parts.index.read(), query.by, query.value, limit)
  if (query.value !== undefined && groups.length === 0) {
    throw new WeighthouseError('NOT_FOUND', `No model has the ${query.by} ${JSON.stringify(query.value)}.`, {
      hint: `See which there are: weighthouse search --facets`,
    })
  }
  return growthOfGroups(parts, query.by, groups, wanted)
}

async function growthOfModel(
  { database, index }: TrendParts,
  value: string | undefined,
  since: number,
): Promise<GrowthSeries> {
  if (value === undefined) {
    throw new WeighthouseError('INVALID_ARGUMENT', 'Whose growth is asked for is not said.', { hint: 'Name a model.' })
  }
  const { key, source, id } = await findModel({ database, index }, value)
  const history = await readHistory(database.kysely, key, since)
  const days = history.map(({ day, downloads, likes }) => ({ day: fromDay(day), models: 1, downloads, likes }))
  return { by: 'model', value: id, source, days }
}

/** Models of one value at one source. */
interface Group {
  value: string
  source: (typeof sourceNames)[number]
  keys: Uint32Array
}

function findGroups(
  view: IndexView,
  by: 'author' | 'task' | 'license',
  value: string | undefined,
  limit: number,
): Group[] {
  const attributes =
    value === undefined
      ? (view.countFacets(view.match({}), [by], limit)[0]?.values ?? []).flatMap((top) => [
          ...view.findAttributes(by, top.value),
        ])
      : view.findAttributes(by, value)
  return [...new Set(attributes)]
    .flatMap((attribute) => {
      const keys = toKeys(view.modelsWith(attribute))
      return sourceNames.map((source) => ({
        value: view.attribute(attribute).value,
        source,
        keys: keys.filter((key) => view.sourceOf(key) === source),
      }))
    })
    .filter(({ keys }) => keys.length > 0)
}

/** Models count by what they are today: a snapshot knows numbers only. */
async function growthOfGroups(
  { database }: TrendParts,
  by: 'author' | 'task' | 'license',
  groups: readonly Group[],
  days: readonly number[],
): Promise<GrowthSeries[]> {
  const series = groups.map(({ value, source }): GrowthSeries => ({ by, value, source, days: [] }))
  const byPart = groups.map(({ keys }) => Map.groupBy(keys, partOf))
  const wantedParts = [...new Set(byPart.flatMap((parts) => [...parts.keys()]))].toSorted((a, b) => a - b)
  for (const day of days) {
    const sums = groups.map(() => ({ day: fromDay(day), models: 0, downloads: 0, likes: 0 }))
    for (const part of wantedParts) {
      const columns = await readSnapshotPart(database.kysely, day, part)
      if (!columns) continue
      for (const [index, sum] of sums.entries()) {
        for (const key of byPart[index]?.get(part) ?? []) {
          const offset = key - part * keysOfPart
          if (columns.listed[offset] !== 1) continue
          sum.models++
          sum.downloads += columns.downloads[offset] ?? 0
          sum.likes += columns.likes[offset] ?? 0
        }
      }
    }
    for (const [index, sum] of sums.entries()) series[index]?.days.push(sum)
    await new Promise(setImmediate)
  }
  return series
}
