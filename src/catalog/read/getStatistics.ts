import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { sourceNames } from '../../ids/slug.ts'
import type { CatalogStatistics } from '../catalog.ts'

/** Counts models by source, and tells when each source was last read. */
export async function getStatistics(kysely: Kysely<Tables>): Promise<CatalogStatistics> {
  const { rows: counts } = await sql<{ source: string; total: number; removed: number }>`
    SELECT source, count(*) - count(removed_at) AS total, count(removed_at) AS removed
    FROM models GROUP BY source`.execute(kysely)
  const { rows: syncs } = await sql<{ source: string; synced: number | null; completed: number | null }>`
    SELECT source, max(finished_at) AS synced, max(finished_at) FILTER (WHERE kind = 'full') AS completed
    FROM sync_runs WHERE state = 'completed' GROUP BY source`.execute(kysely)
  const sources = sourceNames.flatMap((source) => {
    const count = counts.find((row) => row.source === source)
    const sync = syncs.find((row) => row.source === source)
    if (!count && !sync) return []
    return {
      source,
      total: count?.total ?? 0,
      removed: count?.removed ?? 0,
      syncedAt: sync?.synced ?? undefined,
      completedAt: sync?.completed ?? undefined,
    }
  })
  return {
    total: sources.reduce((sum, { total }) => sum + total, 0),
    removed: sources.reduce((sum, { removed }) => sum + removed, 0),
    sources,
  }
}
