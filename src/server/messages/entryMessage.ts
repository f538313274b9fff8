import { create } from '@bufbuild/protobuf'

import type { CatalogEntry } from '../../catalog/catalog.ts'
import { type Entry as EntryMessage, EntrySchema } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { int64, optionalInt64 } from './int64.ts'

/** A catalog entry as the API tells it; `shelved` holds the slugs that are in the library. */
export function entryMessage(entry: CatalogEntry, shelved: ReadonlySet<string>): EntryMessage {
  return create(EntrySchema, {
    slug: entry.slug,
    source: entry.source,
    id: entry.id,
    name: entry.name,
    author: entry.author ?? '',
    task: entry.task ?? '',
    library: entry.library ?? '',
    license: entry.license ?? '',
    downloads: int64(entry.downloads),
    likes: int64(entry.likes),
    trendingScore: entry.trendingScore,
    createdAt: optionalInt64(entry.createdAt),
    updatedAt: optionalInt64(entry.updatedAt),
    gated: entry.gated,
    parameters: optionalInt64(entry.parameters),
    storageBytes: optionalInt64(entry.storageBytes),
    nsfwLevel: entry.nsfwLevel,
    removedAt: optionalInt64(entry.removedAt),
    tags: entry.tags,
    inLibrary: shelved.has(entry.slug),
  })
}
