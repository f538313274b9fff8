import type { UtcMilliseconds } from '../../foundation/time.ts'
import { cleanName } from '../cleanName.ts'
import type { Identification } from '../identify/identification.ts'
import type { FoundFile, FoundModel } from '../layouts/foundModel.ts'
import type { MetadataFile, ModelMetadata } from '../metadata.ts'

/**
 * metadata.json of a model that lies in a root. Of an earlier one stays what nobody here knows, its slug, its folder and the
 * day it was added; hashes stay as long as size and time of the file do.
 */
export function createInPlaceMetadata(options: {
  slug: string
  root: string
  found: FoundModel
  identification: Identification
  previous: ModelMetadata | undefined
  now: UtcMilliseconds
}): ModelMetadata {
  const { slug, root, found, identification, previous, now } = options
  const { officialName, type, subtype, family, identified } = identification
  const cleanedName = cleanName(officialName.split('/').at(-1) ?? officialName)
  const earlier = new Map((previous?.files ?? []).map((file) => [file.path, file]))
  const bySize = Map.groupBy(previous?.files ?? [], ({ size }) => size)
  const files = found.files.map((file) =>
    toMetadataFile(
      file,
      identification.files.get(file.path)?.subtype ?? found.hints.fileSubtypes?.get(file.path),
      identification.broken.get(file.path),
      earlier.get(file.path) ?? bySize.get(file.size)?.find((other) => other.mtime_ms === file.mtimeMs),
    ),
  )
  const { identified: _identified, ...kept } = previous ?? {}
  return {
    ...kept,
    schema_version: 1,
    slug,
    source: 'local',
    repo_id: found.path,
    revision: found.hints.repo?.revision ?? '',
    commit: found.hints.repo?.commit ?? '',
    model_id: previous?.model_id ?? cleanedName,
    model_type: type,
    subtype,
    family,
    official_name: officialName,
    cleaned_name: cleanedName,
    tags: identification.tags,
    base_model: identification.baseModels,
    license: identification.license ?? null,
    size_bytes: files.reduce((sum, { size }) => sum + size, 0),
    files,
    evidence: identification.evidence.map(({ method, says }) => `${method}: ${says}`),
    storage_kind: 'external_reference',
    root,
    layout: found.layout,
    root_path: found.path,
    layout_hints: layoutHints(found),
    sidecars: found.sidecars.map(({ path, size, mtimeMs }) => ({ path, size, mtime_ms: mtimeMs })),
    ...(identified && {
      identified: {
        source: identified.source,
        ...(identified.repoId !== undefined && { repo_id: identified.repoId }),
        ...(identified.modelId !== undefined && { model_id: identified.modelId }),
        ...(identified.versionId !== undefined && { version_id: identified.versionId }),
        ...(identified.fileId !== undefined && { file_id: identified.fileId }),
      },
    }),
    identification: {
      method: identification.method,
      confidence: identification.confidence,
      needs_review: identification.needsReview,
      evidence: identification.evidence.map((item) => ({ ...item })),
    },
    trigger_words: identification.triggerWords,
    parameters: identification.parameters,
    precision: identification.precision,
    variant: identification.variant,
    preview: found.sidecars.find(({ location }) => location === identification.preview)?.path,
    added_at: previous?.added_at ?? new Date(now).toISOString(),
    updated_at: new Date(now).toISOString(),
  }
}

function layoutHints({ hints }: FoundModel): ModelMetadata['layout_hints'] {
  const { fileSubtypes: _files, ...told } = hints
  return Object.keys(told).length > 0 ? told : undefined
}

function toMetadataFile(
  file: FoundFile,
  subtype: MetadataFile['subtype'],
  broken: string | undefined,
  before: MetadataFile | undefined,
): MetadataFile {
  const same = before?.size === file.size && before.mtime_ms === file.mtimeMs
  const sha256 = file.sha256 ?? (same ? before.sha256 : undefined)
  return {
    path: file.path,
    size: file.size,
    ...(sha256 !== undefined && { sha256 }),
    ...(same && before.hashes && { hashes: before.hashes }),
    mtime_ms: file.mtimeMs,
    device: file.device,
    inode: file.inode,
    ...(file.alsoAt && { also_at: file.alsoAt }),
    placement: 'in_place',
    ...(subtype !== undefined && { subtype }),
    ...(broken !== undefined && { broken }),
  }
}
