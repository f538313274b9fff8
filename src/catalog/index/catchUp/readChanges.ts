import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import { unpackKeys } from '../../write/packKeys.ts'

/** Which models one transaction wrote. */
export interface Change {
  id: number
  /** `parts`: anything may differ, or the model is gone. `numbers`: only numbers and flags. */
  kind: 'parts' | 'numbers'
  keys: readonly number[]
  time: number
}

/** The setting that tells up to which id changes were deleted, since a checkpoint holds them. */
export const trimmedSetting = 'search.trimmed'

/** The last change there was, also when it was deleted since; its time is then that of the last write of a model. */
export async function readLastChange(kysely: Kysely<Tables>): Promise<{ id: number; time: number | undefined }> {
  const { rows } = await sql<{
    trimmed: string | null
    id: number | null
    time: number | null
    written: number | null
  }>`
    SELECT (SELECT value FROM setting WHERE name = ${trimmedSetting}) AS trimmed,
      (SELECT max(id) FROM search_changes) AS id,
      (SELECT max(time) FROM search_changes) AS time,
      (SELECT max(indexed_at) FROM models) AS written`.execute(kysely)
  const [row] = rows
  return { id: row?.id ?? Number(row?.trimmed ?? 0), time: row?.time ?? row?.written ?? undefined }
}

/**
 * The next changes after `seen`, in order of commit.
 * @returns `lost` when some of them are there no longer, so that only the checkpoint can tell
 */
export async function readChanges(
  kysely: Kysely<Tables>,
  seen: number,
  limit: number,
): Promise<{ changes: Change[]; lost: boolean }> {
  // One query for both: this runs before every search.
  const { rows } = await sql<{
    trimmed: string | null
    id: number | null
    kind: Change['kind']
    keys: Uint8Array
    time: number
  }>`
    SELECT (SELECT value FROM setting WHERE name = ${trimmedSetting}) AS trimmed, c.id, c.kind, c.keys, c.time
    FROM (SELECT 1 AS one) AS always
    LEFT JOIN (SELECT * FROM search_changes WHERE id > ${seen} ORDER BY id LIMIT ${limit}) AS c ON TRUE
    ORDER BY c.id`.execute(kysely)
  return {
    lost: Number(rows[0]?.trimmed ?? 0) > seen,
    changes: rows.flatMap(({ id, kind, keys, time }) =>
      id === null ? [] : [{ id, kind, keys: unpackKeys(keys), time }],
    ),
  }
}
