import { create } from '@bufbuild/protobuf'

import type { Collection, CollectionWithModels } from '../../catalog/saved/saved.ts'
import {
  type Collection as CollectionMessage,
  CollectionModelSchema,
  CollectionSchema,
} from '../../gen/weighthouse/v1/collection_pb.ts'
import { entryMessage } from './entryMessage.ts'
import { int64 } from './int64.ts'

/** A collection as the API tells it, without its models. */
export function collectionMessage(collection: Collection): CollectionMessage {
  return create(CollectionSchema, {
    id: collection.id,
    name: collection.name,
    modelsTotal: int64(collection.modelsTotal),
    createdAt: int64(collection.createdAt),
    updatedAt: int64(collection.updatedAt),
  })
}

/** The same with its models. */
export function collectionModelsMessage(
  collection: CollectionWithModels,
  shelved: ReadonlySet<string>,
): CollectionMessage {
  const message = collectionMessage(collection)
  message.models = collection.models.map(({ slug, entry, note, addedAt }) =>
    create(CollectionModelSchema, {
      slug,
      ...(entry ? { entry: entryMessage(entry, shelved) } : {}),
      note,
      addedAt: int64(addedAt),
    }),
  )
  return message
}
