import type { Library, LibraryModel } from '../../library.ts'
import type { HashAnswer, LookUpByHash } from '../identification.ts'

/**
 * Asks the library itself: a model that a source gave has files with known hashes, and a copy of one of them elsewhere is the
 * same model.
 */
export function createLibraryLookup(library: Pick<Library, 'findByHash'>): LookUpByHash {
  return async (sha256) => {
    for (const { model, file } of await library.findByHash(sha256)) {
      const answer = fromModel(model)
      if (answer) return { ...answer, fileSubtype: file.subtype }
    }
    return undefined
  }
}

function fromModel(model: LibraryModel): HashAnswer | undefined {
  if (model.source === 'local') return undefined
  const { source, repoId, commit } = model
  return {
    officialName: model.officialName,
    type: model.type,
    subtype: model.subtype,
    family: model.family,
    baseModels: model.baseModels,
    tags: model.tags,
    triggerWords: [],
    identified:
      source === 'civitai'
        ? { source, modelId: repoId, ...(/^\d+$/.test(commit) && { versionId: commit }) }
        : { source, repoId },
    says: `the library (${model.slug})`,
  }
}
