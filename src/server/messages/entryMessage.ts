import { create } from '@bufbuild/protobuf'

import type { CatalogEntry, Relation } from '../../catalog/catalog.ts'
import {
  type Entry as EntryMessage,
  EntrySchema,
  type Fit as FitMessage,
  type Relation as RelationMessage,
  RelationSchema,
} from '../../gen/weighthouse/v1/entry_pb.ts'
import { int64, optionalInt64 } from './int64.ts'

/** A catalog entry as the API tells it; `shelved` holds the slugs that are in the library. */
export function entryMessage(entry: CatalogEntry, shelved: ReadonlySet<string>, fit?: FitMessage): EntryMessage {
  return create(EntrySchema, {
    slug: entry.slug,
    source: entry.source,
    id: entry.id,
    name: entry.name,
    author: entry.author ?? '',
    task: entry.task ?? '',
    library: entry.library ?? '',
    license: entry.license ?? '',
    licenseClass: entry.licenseClass,
    downloads: int64(entry.downloads),
    likes: int64(entry.likes),
    trendingScore: entry.trendingScore,
    risingScore: entry.risingScore,
    createdAt: optionalInt64(entry.createdAt),
    updatedAt: optionalInt64(entry.updatedAt),
    gated: entry.gated,
    parameters: optionalInt64(entry.parameters),
    storageBytes: optionalInt64(entry.storageBytes),
    weightBytes: optionalInt64(entry.weightBytes),
    nsfwLevel: entry.nsfwLevel,
    removedAt: optionalInt64(entry.removedAt),
    tags: entry.tags,
    baseModels: entry.baseModels.map(({ id, relation, declared }) => ({ id, relation, declared })),
    inLibrary: shelved.has(entry.slug),
    ...(fit ? { fit } : {}),
  })
}

/** A parent or child, an ancestor or descendant, as the API tells it. */
export function relationMessage(
  { entry, id, relation, declared, depth }: Relation,
  shelved: ReadonlySet<string>,
): RelationMessage {
  return create(RelationSchema, {
    ...(entry ? { entry: entryMessage(entry, shelved) } : {}),
    id,
    relation,
    declared,
    depth,
  })
}
