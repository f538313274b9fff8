import { sourceNames } from '../../ids/slug.ts'
import type { AuthorStatistics, CatalogStatistics } from '../catalog.ts'
import { readEntriesByKey, type ReadParts } from '../read/readEntries.ts'
import { runInSlices } from '../runInSlices.ts'
import { computeStatistics } from './computeStatistics.ts'
import { definitions } from './definitions.ts'
import { getAuthor } from './getAuthor.ts'
import { readSyncTimes } from './readSyncTimes.ts'

export interface Statistics {
  /** See Catalog.getStatistics. */
  getStatistics(): Promise<CatalogStatistics>
  /** See Catalog.getAuthor. */
  getAuthor(author: string): Promise<AuthorStatistics[]>
}

type Figures = Omit<CatalogStatistics, 'sources'> & { sources: { source: string; total: number; removed: number }[] }

/**
 * Statistics of the catalog, worked out from the index when they are first asked for after a change, and kept until the
 * next one. A materialised view, as PostgreSQL has it, would say the same later and only there: both engines have the
 * index. While a sync writes, figures may be some models apart from each other.
 */
export function createStatistics(parts: ReadParts): Statistics {
  let latest: { version: number; figures: Promise<Figures>; isDone: boolean } | undefined

  /** One computation at a time; who asks for a newer state waits for the one that runs. */
  async function currentFigures(): Promise<Figures> {
    for (;;) {
      const { version } = await parts.index.read()
      if (latest?.version === version) return latest.figures
      if (!latest || latest.isDone) return start(version)
      await latest.figures.catch(() => undefined)
    }
  }

  function start(version: number): Promise<Figures> {
    const mine = { version, figures: computeFigures(parts), isDone: false }
    latest = mine
    mine.figures.then(
      () => (mine.isDone = true),
      () => {
        // Whoever asks next tries again; who asked for this one is told.
        if (latest === mine) latest = undefined
      },
    )
    return mine.figures
  }

  return {
    async getStatistics() {
      const figures = await currentFigures()
      const times = await readSyncTimes(parts.database.kysely)
      const sources = sourceNames.flatMap((source) => {
        const count = figures.sources.find((one) => one.source === source)
        const time = times.find((one) => one.source === source)
        if (!count && !time) return []
        return {
          source,
          total: count?.total ?? 0,
          removed: count?.removed ?? 0,
          syncedAt: time?.synced ?? undefined,
          completedAt: time?.completed ?? undefined,
        }
      })
      return { ...figures, sources }
    },
    getAuthor: (author) => getAuthor(parts.index, author),
  }
}

async function computeFigures(parts: ReadParts): Promise<Figures> {
  const { sources, tops, families, ...rest } = await runInSlices(parts.index, computeStatistics)
  const shown = [...tops.flatMap(({ keys }) => keys), ...families.map(({ key }) => key)]
  const entries = await readEntriesByKey(parts, [...new Set(shown)])
  // A model that was forgotten meanwhile is left out.
  const entryOf = (key: number) => {
    const entry = entries.get(key)
    return entry ? [entry] : []
  }
  return {
    ...rest,
    total: sources.reduce((sum, { total }) => sum + total, 0),
    removed: sources.reduce((sum, { removed }) => sum + removed, 0),
    sources,
    tops: tops.map(({ name, source, keys }) => ({ name, source, entries: keys.flatMap(entryOf) })),
    families: families.flatMap(({ key, ...counts }) => entryOf(key).map((entry) => ({ entry, ...counts }))),
    definitions,
  }
}
