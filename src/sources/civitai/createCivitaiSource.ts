import { probeEndpoint } from '../probeEndpoint.ts'
import type { Source } from '../source.ts'
import { createSourceContext, type SourceOptions } from '../sourceContext.ts'
import type { CivitaiModel, CivitaiVersion } from './civitaiModel.ts'
import { explainCivitaiError } from './explainCivitaiError.ts'
import { getFileTree } from './getFileTree.ts'
import { getModel } from './getModel.ts'
import { getVersionByHash } from './getVersionByHash.ts'
import { getVersionsByHashes } from './getVersionsByHashes.ts'
import { listModels } from './listModels.ts'
import { modelPageUrl } from './modelUrl.ts'
import { toCivitaiEntry } from './toCivitaiEntry.ts'

export interface CivitaiSource extends Source<CivitaiModel> {
  /** The version that a file belongs to, by one of its hashes; undefined when CivitAI does not know it. */
  byHash(hash: string, options?: { signal?: AbortSignal }): Promise<CivitaiVersion | undefined>
  /** The same for up to a hundred SHA256 at once; those that CivitAI does not know are left out. */
  byHashes(hashes: readonly string[], options?: { signal?: AbortSignal | undefined }): Promise<CivitaiVersion[]>
}

/** CivitAI, or a mirror of it. The contract stands at {@link Source}. */
export function createCivitaiSource(options: SourceOptions): CivitaiSource {
  const context = createSourceContext(options)
  return {
    name: 'civitai',
    token: context.token,
    list: (listOptions) => listModels(context, listOptions),
    getModel: (id, modelOptions) => getModel(context, id, modelOptions),
    getFileTree: (id, treeOptions) => getFileTree(context, id, treeOptions),
    byHash: (hash, hashOptions) => getVersionByHash(context, hash, hashOptions),
    byHashes: (hashes, hashOptions) => getVersionsByHashes(context, hashes, hashOptions),
    toEntry: toCivitaiEntry,
    pageUrl: (id) => modelPageUrl(context.endpoint(), id),
    explainError: (error, id) => explainCivitaiError(context, error, id),
    probe: (signal) => probeEndpoint(context, '/api/v1/models?limit=1', signal),
  }
}
