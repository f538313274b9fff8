import { probeEndpoint } from '../probeEndpoint.ts'
import type { Source } from '../source.ts'
import { createSourceContext, type SourceOptions } from '../sourceContext.ts'
import { explainHuggingFaceError } from './explainHuggingFaceError.ts'
import { getFileTree } from './getFileTree.ts'
import { getModel } from './getModel.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { listModels } from './listModels.ts'
import { modelPageUrl } from './modelUrl.ts'
import { type ResolvedFile, resolveFile } from './resolveFile.ts'
import { toHuggingFaceEntry } from './toHuggingFaceEntry.ts'

export interface HuggingFaceSource extends Source<HuggingFaceModel> {
  /** What one file is, by HEAD, where a listing leaves something out. */
  resolveFile(file: { id: string; revision: string; path: string; signal?: AbortSignal }): Promise<ResolvedFile>
}

/** Hugging Face, or a mirror of it. The contract stands at {@link Source}. */
export function createHuggingFaceSource(options: SourceOptions): HuggingFaceSource {
  const context = createSourceContext(options)
  return {
    name: 'huggingface',
    token: context.token,
    list: (listOptions) => listModels(context, listOptions),
    getModel: (id, modelOptions) => getModel(context, id, modelOptions),
    getFileTree: (id, treeOptions) => getFileTree(context, id, treeOptions),
    resolveFile: (file) => resolveFile(context, file),
    toEntry: toHuggingFaceEntry,
    pageUrl: (id) => modelPageUrl(context.endpoint(), id),
    explainError: (error, id) => explainHuggingFaceError(context, error, { id }),
    probe: (signal) => probeEndpoint(context, '/api/models?limit=1', signal),
  }
}
