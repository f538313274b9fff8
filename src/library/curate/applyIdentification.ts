import { isDeepStrictEqual } from 'node:util'

import type { UtcMilliseconds } from '../../foundation/time.ts'
import { cleanName } from '../cleanName.ts'
import { type IdentifiedAs, type Identification, identifyMethods } from '../identify/identification.ts'
import type { MetadataFile, ModelMetadata } from '../metadata.ts'
import { keepShelf } from '../order/shelfOf.ts'

/** The fields of metadata.json that an identification gives. */
function identificationFields(identification: Identification) {
  const { identified, method, confidence, needsReview, evidence } = identification
  return {
    model_type: identification.type,
    subtype: identification.subtype,
    family: identification.family,
    variant: identification.variant,
    official_name: identification.officialName,
    tags: identification.tags,
    base_model: identification.baseModels,
    trigger_words: identification.triggerWords,
    parameters: identification.parameters,
    precision: identification.precision,
    identified: identified && toJson(identified),
    identification: { method, confidence, needs_review: needsReview, evidence: evidence.map((item) => ({ ...item })) },
    evidence: evidence.map((item) => `${item.method}: ${item.says}`),
  }
}

function toJson({ source, repoId, modelId, versionId, fileId }: IdentifiedAs): ModelMetadata['identified'] {
  return {
    source,
    ...(repoId !== undefined && { repo_id: repoId }),
    ...(modelId !== undefined && { model_id: modelId }),
    ...(versionId !== undefined && { version_id: versionId }),
    ...(fileId !== undefined && { file_id: fileId }),
  }
}

/**
 * metadata.json after a model was identified again; undefined when that says nothing new. What bytes were once known by
 * their hash stays, as long as they are the same: a source that forgot them, or could not be asked, takes nothing away.
 */
export function applyIdentification(
  metadata: ModelMetadata,
  identification: Identification,
  now: UtcMilliseconds,
): ModelMetadata | undefined {
  if (isWeaker(identification, metadata)) return undefined
  const { license } = identification
  const name = identification.officialName
  const fields = identificationFields(identification)
  const told: ModelMetadata = {
    ...metadata,
    ...fields,
    cleaned_name: cleanName(name.split('/').at(-1) ?? name),
    license: license ?? metadata.license,
    files: metadata.files.map((file) => {
      const { subtype: _subtype, broken: _broken, ...rest } = file
      const subtype = identification.files.get(file.path)?.subtype
      const broken = identification.broken.get(file.path)
      return { ...rest, ...(broken !== undefined && { broken }), ...(subtype !== undefined && { subtype }) }
    }),
  }
  const next = keepShelf(told, metadata)
  // As JSON, which has no undefined.
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(next)), JSON.parse(JSON.stringify(metadata)))) return undefined
  return { ...next, updated_at: new Date(now).toISOString() }
}

/** By hash once, and now by less. */
function isWeaker(identification: Identification, { identification: before }: ModelMetadata): boolean {
  return before?.method === 'hash' && identifyMethods.indexOf(identification.method) > 0
}

/** The fields that say what a model is. */
const told = [
  'model_type',
  'subtype',
  'family',
  'variant',
  'official_name',
  'cleaned_name',
  'tags',
  'base_model',
  'trigger_words',
  'license',
  'identified',
  'identification',
  'evidence',
] as const satisfies readonly (keyof ModelMetadata)[]

/**
 * metadata.json of a model in place that was read again: what its bytes were once known as by their hash stays, while the
 * bytes are the same.
 */
export function keepWhatHashesSaid(next: ModelMetadata, previous: ModelMetadata | undefined): ModelMetadata {
  if (previous?.identification?.method !== 'hash' || next.identification?.method === 'hash') return next
  const hashes = new Set(previous.files.flatMap(({ sha256 }) => sha256 ?? []))
  const largest = next.files.reduce<MetadataFile | undefined>(
    (best, file) => (best === undefined || file.size > best.size ? file : best),
    undefined,
  )
  if (largest?.sha256 === undefined || !hashes.has(largest.sha256)) return next
  return { ...next, ...Object.fromEntries(told.map((field) => [field, previous[field]])) }
}
