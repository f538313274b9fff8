import { sql } from 'kysely'

import type { HubParts } from './hubParts.ts'
import type { PulledFile } from './pullPlan.ts'
import type { Artifact } from './repo.ts'

/** Which artifact: a repo's file at a commit. */
export interface ArtifactKey {
  repoId: string
  commit: string
  path: string
}

/** Writes how far an artifact is. */
export async function recordStatus(
  { database }: Pick<HubParts, 'database'>,
  key: ArtifactKey,
  status: Artifact['downloadStatus'],
): Promise<void> {
  await database.kysely
    .updateTable('model_artifact')
    .set({ download_status: status })
    .where('model_repo_id', '=', key.repoId)
    .where('commit_id', '=', key.commit)
    .where('file_path', '=', key.path)
    .execute()
}

/** Writes that an artifact's bytes are in the store. `verified`: they were hashed just now. */
export async function recordCompleted(
  { database, store, clock }: Pick<HubParts, 'database' | 'store' | 'clock'>,
  key: ArtifactKey,
  file: Pick<PulledFile, 'size' | 'sha256'>,
  verified: boolean,
): Promise<void> {
  await database.kysely
    .updateTable('model_artifact')
    .set({
      download_status: 'completed',
      size_bytes: file.size,
      content_hash: file.sha256,
      local_path: store.localPath(file.sha256) ?? null,
      ...(verified && { last_verified_at: clock() }),
    })
    .where('model_repo_id', '=', key.repoId)
    .where('commit_id', '=', key.commit)
    .where('file_path', '=', key.path)
    .execute()
}

/** Writes of many artifacts of a repo at one commit that their bytes are in the store, hashed just now. */
export async function recordManyCompleted(
  { database, store, clock }: Pick<HubParts, 'database' | 'store' | 'clock'>,
  { repoId, commit }: Omit<ArtifactKey, 'path'>,
  files: readonly PulledFile[],
): Promise<void> {
  for (let start = 0; start < files.length; start += rowsAtOnce) {
    const rows = files
      .slice(start, start + rowsAtOnce)
      .map(({ path, size, sha256 }) => sql`(${path}, ${size}, ${sha256}, ${store.localPath(sha256) ?? null})`)
    await database.write((transaction) =>
      sql`UPDATE model_artifact SET download_status = 'completed', size_bytes = CAST(brought.column2 AS BIGINT),
          content_hash = brought.column3, local_path = brought.column4, last_verified_at = CAST(${clock()} AS BIGINT)
        FROM (VALUES ${sql.join(rows)}) AS brought
        WHERE model_repo_id = ${repoId} AND commit_id = ${commit} AND file_path = brought.column1`.execute(transaction),
    )
    await new Promise(setImmediate)
  }
}

const rowsAtOnce = 250
