import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { CollectionWithModels } from '../../catalog/saved/saved.ts'
import { type CollectionService, ListCollectionsResponseSchema } from '../../gen/weighthouse/v1/collection_pb.ts'
import { collectionMessage, collectionModelsMessage } from '../messages/collectionMessage.ts'
import { int64 } from '../messages/int64.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Keeps lists of models that people put together. */
export function createCollectionService({
  weighthouse: { collections, library },
}: ServiceParts): ServiceImpl<typeof CollectionService> {
  const withModels = async (collection: CollectionWithModels) =>
    collectionModelsMessage(collection, await library.has(collection.models.map(({ slug }) => slug)))

  return {
    async listCollections() {
      const all = await collections.list()
      return create(ListCollectionsResponseSchema, {
        collections: all.map(collectionMessage),
        total: int64(all.length),
      })
    },
    createCollection: async ({ name }) => collectionMessage(await collections.create(name)),
    getCollection: async ({ id }) => withModels(await collections.get(id)),
    renameCollection: async ({ id, name }) => collectionMessage(await collections.rename(id, name)),
    removeCollection: async ({ id }) => collectionMessage(await collections.remove(id)),
    addToCollection: async ({ id, slug, note }) => withModels(await collections.add(id, slug, note)),
    removeFromCollection: async ({ id, slug }) => withModels(await collections.removeModel(id, slug)),
  }
}
