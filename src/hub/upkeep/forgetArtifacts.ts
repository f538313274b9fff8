import type { Database } from '../../database/database.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { findPulledModels } from './openReferences.ts'

/**
 * Forgets which files of a model were downloaded, so that they name no blobs any more; the model is followed on, as one
 * that was never synced. While it is being pulled, nothing changes.
 *
 * @returns false when there was nothing to forget, or when it is being pulled
 */
export async function forgetArtifacts(database: Database, slug: string, now: UtcMilliseconds): Promise<boolean> {
  if ((await findPulledModels(database)).has(slug)) return false
  return database.write(async (transaction) => {
    const repo = await transaction.selectFrom('model_repo').select('id').where('slug', '=', slug).executeTakeFirst()
    if (!repo) return false
    await transaction.deleteFrom('model_artifact').where('model_repo_id', '=', repo.id).execute()
    await transaction
      .updateTable('model_repo')
      .set({ status: 'registered', revision: null, commit_id: null, error: null, updated_at: now })
      .where('id', '=', repo.id)
      .execute()
    return true
  })
}
