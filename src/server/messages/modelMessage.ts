import { create } from '@bufbuild/protobuf'

import type { CatalogModel } from '../../catalog/catalog.ts'
import type { FitFilter } from '../../catalog/search/searchQuery.ts'
import { type Model as ModelMessage, ModelSchema } from '../../gen/weighthouse/v1/model_pb.ts'
import type { FileSafety } from '../../hub/safety/safety.ts'
import { entryMessage, relationMessage } from './entryMessage.ts'
import { fileHashes } from './fileHashes.ts'
import { fitMessage } from './fitMessage.ts'
import { int64, optionalInt64 } from './int64.ts'
import { plainJson } from './plainJson.ts'
import { safetyMessage } from './safetyMessage.ts'

/** What a model's message holds besides the model. */
export interface ModelContext {
  pageUrl: string
  /** Slugs that are in the library. */
  shelved: ReadonlySet<string>
  /** The memory that it shall be weighed against. */
  memory: FitFilter | undefined
  /** What was found in its files, by path. */
  safety: ReadonlyMap<string, FileSafety>
}

/** Everything known of one model, as the API tells it. */
export function modelMessage(model: CatalogModel, { pageUrl, shelved, memory, safety }: ModelContext): ModelMessage {
  const hashes = fileHashes(model)
  return create(ModelSchema, {
    entry: entryMessage(model.entry, shelved, memory && fitMessage(model.entry, memory, model.record)),
    record: plainJson(model.record),
    files: model.files.map((file) => ({
      path: file.path,
      size: optionalInt64(file.size),
      sha256: file.sha256 ?? '',
      hashes: hashes.get(file.path) ?? {},
      safety: safetyMessage(safety.get(file.path)),
    })),
    parents: model.parents.map((relation) => relationMessage(relation, shelved)),
    children: model.children.map((relation) => relationMessage(relation, shelved)),
    childrenTotal: int64(model.childrenTotal),
    datasets: model.datasets,
    tags: model.tags,
    pageUrl,
    seenAt: int64(model.seenAt),
    licenseName: model.licenseName ?? '',
    licenseLink: model.licenseLink ?? '',
    history: model.history.map(({ day, downloads, likes }) => ({
      day: int64(day),
      downloads: int64(downloads),
      likes: int64(likes),
    })),
  })
}
