import { join } from 'node:path'

import type { LibraryModel } from './library.ts'
import type { ModelMetadata } from './metadata.ts'

/**
 * metadata.json in the words of the house.
 * @param path the model's folder relative to `directory`, with forward slashes
 */
export function toLibraryModel(directory: string, path: string, metadata: ModelMetadata): LibraryModel {
  return {
    slug: metadata.slug,
    source: metadata.source,
    repoId: metadata.repo_id,
    modelId: path.split('/').at(-1) ?? metadata.model_id,
    officialName: metadata.official_name,
    cleanedName: metadata.cleaned_name,
    type: metadata.model_type,
    subtype: metadata.subtype,
    family: metadata.family,
    path: join(directory, path),
    revision: metadata.revision,
    commit: metadata.commit,
    sizeBytes: metadata.size_bytes,
    fileCount: metadata.files.length,
    addedAt: Date.parse(metadata.added_at),
    updatedAt: Date.parse(metadata.updated_at),
    tags: metadata.tags,
    baseModels: metadata.base_model,
    files: metadata.files.map(({ path, size, sha256, placement, subtype }) => ({
      path,
      size,
      sha256,
      placement,
      subtype,
    })),
  }
}
