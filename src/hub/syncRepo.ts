import { toWeighthouseError } from '../foundation/errors.ts'
import type { ModelReference } from '../ids/modelReference.ts'
import { fetchTree } from './fetchTree.ts'
import type { HubParts } from './hubParts.ts'
import { readRepo } from './readRepo.ts'
import { recordTree } from './recordTree.ts'
import type { Repo } from './repo.ts'

/**
 * Reads a model's file list from its source into the artifacts, and follows the model if it was not followed. When the
 * source refuses, a followed model gets the status `error` with the reason.
 *
 * @throws WeighthouseError UNSUPPORTED, MODEL_NOT_FOUND, REVISION_NOT_FOUND, GATED, UNAUTHORIZED, and those of HttpClient
 */
export async function syncRepo(parts: HubParts, reference: ModelReference, signal?: AbortSignal): Promise<Repo> {
  try {
    const tree = await fetchTree(parts, reference, signal)
    await recordTree(parts, tree)
    return await readRepo(parts.database, tree.slug)
  } catch (error) {
    const failure = toWeighthouseError(error)
    if (failure.code !== 'CANCELLED') {
      await parts.database.kysely
        .updateTable('model_repo')
        .set({ status: 'error', error: failure.message, updated_at: parts.clock() })
        .where('slug', '=', reference.slug)
        .execute()
    }
    throw error
  }
}
