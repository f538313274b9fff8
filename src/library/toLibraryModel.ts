import { join, sep } from 'node:path'

import { applyOverrides } from './applyOverrides.ts'
import type { LibraryFile, LibraryModel } from './library.ts'
import type { MetadataFile, ModelMetadata } from './metadata.ts'
import type { Overrides } from './overrides.ts'
import { toUserFields } from './toUserFields.ts'

/** Where the roots of models in place are. */
export interface RootPlaces {
  /** The root with this id; undefined when it was removed by hand. */
  find(id: string): { path: string; online: boolean } | undefined
}

/**
 * metadata.json in the words of the house.
 * @param path the model's folder relative to `directory`, with forward slashes
 * @param overrides what the user wants of it: his words win
 */
export function toLibraryModel(
  directory: string,
  path: string,
  found: ModelMetadata,
  roots: RootPlaces,
  overrides?: Overrides,
): LibraryModel {
  const metadata = applyOverrides(found, overrides)
  const folder = joinTidy(directory, path)
  const inPlace = metadata.storage_kind === 'external_reference'
  const root = inPlace && metadata.root !== undefined ? roots.find(metadata.root) : undefined
  const offline = inPlace && root?.online !== true
  const base = inPlace ? (root?.path ?? folder) : folder
  const files = metadata.files.map((file) => toLibraryFile(base, file, offline))
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
    path: folder,
    storage: inPlace ? 'in_place' : 'shelved',
    root: inPlace ? metadata.root : undefined,
    offline,
    missing: files.some(({ missing }) => missing),
    revision: metadata.revision,
    commit: metadata.commit,
    sizeBytes: metadata.size_bytes,
    fileCount: metadata.files.length,
    addedAt: Date.parse(metadata.added_at),
    updatedAt: Date.parse(metadata.updated_at),
    tags: metadata.tags,
    baseModels: metadata.base_model,
    files,
    variant: metadata.variant,
    triggerWords: metadata.trigger_words ?? [],
    parameters: metadata.parameters,
    precision: metadata.precision,
    identified: metadata.identified,
    identification: toIdentification(metadata.identification),
    user: toUserFields(overrides),
  }
}

function toIdentification(found: ModelMetadata['identification']): LibraryModel['identification'] {
  return found && { method: found.method, confidence: found.confidence, needsReview: found.needs_review }
}

function toLibraryFile(base: string, file: MetadataFile, offline: boolean): LibraryFile {
  return {
    path: file.path,
    location: joinTidy(base, file.path),
    size: file.size,
    sha256: file.sha256,
    hashes: file.hashes ?? {},
    placement: file.placement,
    mtimeMs: file.mtime_ms,
    subtype: file.subtype,
    alsoAt: file.also_at ?? [],
    missing: !offline && file.missing_since !== undefined,
    broken: file.broken,
  }
}

const untidy = /(?:^|\/)(?:\.{0,2}(?:\/|$))/

/** As `join` does it, which makes a kilobyte of short-lived texts each time: too much for ten thousands of models. */
function joinTidy(base: string, path: string): string {
  return sep === '/' && !base.endsWith('/') && !untidy.test(path) ? `${base}/${path}` : join(base, path)
}
