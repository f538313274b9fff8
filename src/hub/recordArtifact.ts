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

/** Writes of many artifacts that their bytes are in the store, hashed just now. */
export async function recordManyCompleted(
  { database, store, clock }: Pick<HubParts, 'database' | 'store' | 'clock'>,
  rows: readonly { key: ArtifactKey; file: Pick<PulledFile, 'size' | 'sha256'> }[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await database.write(async (transaction) => {
      for (const { key, file } of rows.slice(start, start + rowsAtOnce)) {
        await transaction
          .updateTable('model_artifact')
          .set({
            download_status: 'completed',
            size_bytes: file.size,
            content_hash: file.sha256,
            local_path: store.localPath(file.sha256) ?? null,
            last_verified_at: clock(),
          })
          .where('model_repo_id', '=', key.repoId)
          .where('commit_id', '=', key.commit)
          .where('file_path', '=', key.path)
          .execute()
      }
    })
    await new Promise(setImmediate)
  }
}

const rowsAtOnce = 250
