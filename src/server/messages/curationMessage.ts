import { create } from '@bufbuild/protobuf'

import {
  type Curation,
  CurationSchema,
  EvidenceSchema,
  type IdentifiedAs,
  IdentifiedAsSchema,
  type UserFields,
  UserFieldsSchema,
} from '../../gen/weighthouse/v1/curation_pb.ts'
import type { LibraryModel, LibraryModelDetail } from '../../library/library.ts'
import type { Overrides } from '../../library/overrides.ts'
import { int64 } from './int64.ts'

/** What is known of a model and who says so, as the API tells it. */
export function curationMessage(model: LibraryModelDetail, folderProblem = ''): Curation {
  const { metadata, overrides } = model
  const largest = model.files.reduce<(typeof model.files)[number] | undefined>(
    (best, file) => (best === undefined || file.size > best.size ? file : best),
    undefined,
  )
  const evidence = metadata.identification?.evidence ?? []
  return create(CurationSchema, {
    slug: model.slug,
    officialName: model.officialName,
    type: model.type,
    subtype: model.subtype,
    family: model.family,
    variant: model.variant ?? '',
    baseModels: model.baseModels,
    triggerWords: model.triggerWords,
    parameters: int64(model.parameters ?? 0),
    precision: model.precision ?? '',
    method: model.identification?.method ?? '',
    confidence: model.identification?.confidence ?? 0,
    needsReview: model.identification?.needsReview ?? false,
    evidence: evidence.map(({ method, says, confidence }) => create(EvidenceSchema, { method, says, confidence })),
    ...(model.identified && { identified: identifiedMessage(model.identified) }),
    user: userFieldsMessage(overrides),
    tags: model.tags,
    sizeBytes: int64(model.sizeBytes),
    path: largest?.location ?? model.path,
    decided: overrides?.identity !== undefined,
    folderProblem,
    broken: model.files.flatMap(({ broken }) => broken ?? []),
    hasPreview: metadata.preview !== undefined || metadata.preview_file !== undefined,
  })
}

/** The user's own fields. */
function userFieldsMessage(overrides: Overrides | undefined): UserFields {
  const { title = '', notes = '', tags = [], favourite = false, rating = 0 } = overrides ?? {}
  return create(UserFieldsSchema, { title, notes, tags, favourite, rating })
}

function identifiedMessage(identified: NonNullable<LibraryModel['identified']>): IdentifiedAs {
  const {
    source,
    repo_id: repoId = '',
    model_id: modelId = '',
    version_id: versionId = '',
    file_id: fileId = '',
  } = identified
  return create(IdentifiedAsSchema, { source, repoId, modelId, versionId, fileId, url: pageUrl(identified) })
}

/** The page of a source for people; empty where there is none. */
function pageUrl({
  source,
  repo_id: repoId,
  model_id: modelId,
  version_id: versionId,
}: NonNullable<LibraryModel['identified']>): string {
  if (source === 'huggingface' && repoId !== undefined) return `https://huggingface.co/${repoId}`
  if (source !== 'civitai' || modelId === undefined || !/^\d+$/.test(modelId)) return ''
  const version = versionId !== undefined && /^\d+$/.test(versionId) ? `?modelVersionId=${versionId}` : ''
  return `https://civitai.com/models/${modelId}${version}`
}
