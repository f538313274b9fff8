import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'

export interface SyncTimes {
  source: string
  synced: UtcMilliseconds | null
  completed: UtcMilliseconds | null
}

/** When each source was last read; sources that never were are left out. */
export async function readSyncTimes(kysely: Kysely<Tables>): Promise<SyncTimes[]> {
  const { rows } = await sql<SyncTimes>`
    SELECT source, max(finished_at) AS synced, max(CASE WHEN kind = 'full' THEN finished_at END) AS completed
    FROM sync_runs WHERE state = 'completed' GROUP BY source`.execute(kysely)
  return rows
}
