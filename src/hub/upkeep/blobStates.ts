import type { Selectable } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { BlobStateTable } from '../../database/schema.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'

/** What is known of these blobs; absent for those that nobody has looked at. */
export async function readBlobStates(
  database: Database,
  sha256s: readonly string[],
): Promise<Map<string, Selectable<BlobStateTable>>> {
  if (sha256s.length === 0) return new Map()
  const rows = await database.kysely.selectFrom('blob_state').selectAll().where('sha256', 'in', sha256s).execute()
  return new Map(rows.map((row) => [row.sha256, row]))
}

/** Writes which of these blobs have a name, and since when the others have none. Writes only what has changed. */
export async function writeNames(
  database: Database,
  blobs: {
    sha256s: readonly string[]
    names: ReadonlyMap<string, ReadonlySet<string>>
    states: ReadonlyMap<string, Selectable<BlobStateTable>>
    now: UtcMilliseconds
  },
): Promise<void> {
  const rows = blobs.sha256s.flatMap(
    (sha256): Pick<Selectable<BlobStateTable>, 'sha256' | 'named_by' | 'unnamed_since'>[] => {
      const [namedBy] = blobs.names.get(sha256) ?? []
      const state = blobs.states.get(sha256)
      if (namedBy !== undefined) {
        const known = state && state.named_by !== null && state.unnamed_since === null
        return known ? [] : [{ sha256, named_by: namedBy, unnamed_since: null }]
      }
      if (state?.named_by == null || state.unnamed_since !== null) return []
      return [{ sha256, named_by: state.named_by, unnamed_since: blobs.now }]
    },
  )
  if (rows.length === 0) return
  await database.write((transaction) =>
    transaction
      .insertInto('blob_state')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('sha256').doUpdateSet(({ ref }) => ({
          named_by: ref('excluded.named_by'),
          unnamed_since: ref('excluded.unnamed_since'),
        })),
      )
      .execute(),
  )
}

/** Writes that the bytes of these blobs were read and are right, also into the artifacts that name them. */
export async function writeVerified(
  database: Database,
  sha256s: readonly string[],
  now: UtcMilliseconds,
): Promise<void> {
  if (sha256s.length === 0) return
  await database.write(async (transaction) => {
    await transaction
      .insertInto('blob_state')
      .values(sha256s.map((sha256) => ({ sha256, verified_at: now })))
      .onConflict((conflict) =>
        conflict.column('sha256').doUpdateSet(({ ref }) => ({ verified_at: ref('excluded.verified_at') })),
      )
      .execute()
    await transaction
      .updateTable('model_artifact')
      .set({ last_verified_at: now })
      .where('content_hash', 'in', sha256s)
      .where('download_status', '=', 'completed')
      .execute()
  })
}

/** Writes that a blob is not here (any more): no artifact claims it, and the next pull fetches it. */
export async function writeLost(database: Database, sha256: string, now: UtcMilliseconds): Promise<void> {
  await database.write(async (transaction) => {
    await transaction
      .updateTable('model_artifact')
      .set({ download_status: 'failed', local_path: null, last_verified_at: null })
      .where('content_hash', '=', sha256)
      .where('download_status', '=', 'completed')
      .execute()
    await transaction
      .insertInto('blob_state')
      .values({ sha256, lost_at: now })
      .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ verified_at: null, lost_at: now }))
      .execute()
  })
}

/** Writes that a lost blob is here again: its drive came back, or somebody pulled it. Its artifacts claim it again. */
export async function writeFound(database: Database, sha256: string, localPath: string | undefined): Promise<void> {
  await database.write(async (transaction) => {
    await transaction
      .updateTable('model_artifact')
      .set({ download_status: 'completed', local_path: localPath ?? null })
      .where('content_hash', '=', sha256)
      .where('download_status', '=', 'failed')
      .execute()
    await transaction.updateTable('blob_state').set({ lost_at: null }).where('sha256', '=', sha256).execute()
  })
}

/** Writes that nobody misses a lost blob any more. */
export async function forgetLost(database: Database, sha256: string): Promise<void> {
  await database.kysely.deleteFrom('blob_state').where('sha256', '=', sha256).execute()
}

/** Writes that these blobs are about to go, which only artifacts of old commits name: they count as not downloaded. */
export async function writeForgotten(database: Database, sha256s: readonly string[]): Promise<void> {
  if (sha256s.length === 0) return
  await database.write((transaction) =>
    transaction
      .updateTable('model_artifact')
      .set({ download_status: 'pending', local_path: null, last_verified_at: null })
      .where('content_hash', 'in', sha256s)
      .execute(),
  )
}
