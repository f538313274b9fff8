import type { UtcMilliseconds } from '../foundation/time.ts'
import { tagText } from '../sources/tagText.ts'
import type { ShelvedMetadata } from './buildModelFolder.ts'
import type { Classification } from './classify/classification.ts'
import { cleanName } from './cleanName.ts'
import type { ShelveOptions } from './library.ts'
import type { HashedFile, ModelMetadata } from './metadata.ts'

/**
 * metadata.json for a pulled model. What an earlier one has beside the listed fields stays, as do its folder, its
 * classification and the day it was added; the files in `keep` stay listed. Placements
 * are filled in when the files are placed.
 *
 * @param options.names library path by repo path
 */
export function createMetadata(
  options: ShelveOptions & {
    names: ReadonlyMap<string, string>
    classification: Classification
    now: UtcMilliseconds
    previous: ModelMetadata | undefined
    /** Files of the same commit that an earlier pull brought. */
    keep: HashedFile[]
  },
): ShelvedMetadata {
  const { pulled, entry, names, classification, now, previous, keep } = options
  const officialName = entry?.name ?? pulled.id
  const cleanedName = cleanName(officialName.split('/').at(-1) ?? officialName)
  const files: HashedFile[] = pulled.files.map(({ path, size, sha256, hashes }) => {
    const name = names.get(path) ?? path
    const subtype = classification.fileSubtypes.get(path)
    return {
      path: name,
      ...(name === path ? {} : { repo_path: path }),
      size,
      sha256,
      ...(hashes && { hashes }),
      placement: 'copy',
      ...(subtype === undefined ? {} : { subtype }),
    }
  })
  const pulledNames = new Set(files.map(({ path }) => path))
  const all = [...files, ...keep.filter(({ path }) => !pulledNames.has(path))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  )
  return {
    ...previous,
    schema_version: 1,
    slug: pulled.slug,
    source: pulled.source,
    repo_id: pulled.id,
    revision: pulled.revision,
    commit: pulled.commit,
    model_id: previous?.model_id ?? cleanedName,
    model_type: previous?.model_type ?? classification.modelType,
    subtype: previous?.subtype ?? classification.subtype,
    family: previous?.family ?? classification.family,
    variant: previous ? previous.variant : classification.variant,
    official_name: officialName,
    cleaned_name: cleanedName,
    tags: entry?.tags.map(tagText) ?? previous?.tags ?? [],
    base_model: entry?.baseModels.map(({ id }) => id) ?? previous?.base_model ?? [],
    license: entry?.license ?? previous?.license ?? null,
    size_bytes: all.reduce((sum, { size }) => sum + size, 0),
    files: all,
    evidence: previous ? previous.evidence : classification.evidence,
    ...(options.pageUrl === undefined ? {} : { page_url: options.pageUrl }),
    added_at: previous?.added_at ?? new Date(now).toISOString(),
    updated_at: new Date(now).toISOString(),
  }
}
