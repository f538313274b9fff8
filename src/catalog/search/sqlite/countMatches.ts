import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { SearchWords } from '../parseWords.ts'
import type { EntryFilter } from '../searchQuery.ts'
import { matchConditions } from './matchConditions.ts'

/** The exact number of models that match. */
export async function countMatches(
  kysely: Kysely<Tables>,
  query: { words: SearchWords; filter: EntryFilter },
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(*) AS total FROM models AS m WHERE ${matchConditions(query)}`.execute(kysely)
  return rows[0]?.total ?? 0
}
