import { create } from '@bufbuild/protobuf'

import { type LibraryModel as LibraryModelMessage, LibraryModelSchema } from '../../gen/weighthouse/v1/library_pb.ts'
import type { SafetyLookup } from '../../hub/safety/safety.ts'
import type { LibraryModel, LibraryModelDetail } from '../../library/library.ts'
import { int64 } from './int64.ts'
import { plainJson } from './plainJson.ts'
import { safetyMessage, worstVerdict } from './safetyMessage.ts'

/** A model on the shelf as the API tells it. */
export function libraryModelMessage(model: LibraryModel, findSafety: SafetyLookup): LibraryModelMessage {
  return create(LibraryModelSchema, {
    slug: model.slug,
    source: model.source,
    repoId: model.repoId,
    officialName: model.officialName,
    cleanedName: model.cleanedName,
    type: model.type,
    subtype: model.subtype,
    family: model.family,
    path: model.path,
    revision: model.revision,
    commit: model.commit,
    sizeBytes: int64(model.sizeBytes),
    fileCount: model.fileCount,
    addedAt: int64(model.addedAt),
    updatedAt: int64(model.updatedAt),
    tags: model.tags,
    files: model.files.map((file) => ({
      path: file.path,
      size: int64(file.size),
      sha256: file.sha256 ?? '',
      placement: file.placement,
      safety: safetyMessage(findSafety(file)),
      location: file.location,
      alsoAt: file.alsoAt,
      missing: file.missing,
      broken: file.broken ?? '',
    })),
    storage: model.storage,
    root: model.root ?? '',
    offline: model.offline,
    missing: model.missing,
    broken: model.files.some(({ broken }) => broken !== undefined),
    verdict: worstVerdict(model.files.map(findSafety)),
  })
}

/** The same with what its folder holds, and where applications see it. */
export function libraryModelDetailMessage(
  model: LibraryModelDetail,
  { findSafety, links }: { findSafety: SafetyLookup; links: string[] },
): LibraryModelMessage {
  return create(LibraryModelSchema, {
    ...libraryModelMessage(model, findSafety),
    metadata: plainJson(model.metadata),
    ...(model.overrides ? { overrides: plainJson(model.overrides) } : {}),
    overridesProblem: model.overridesProblem ?? '',
    links,
  })
}
