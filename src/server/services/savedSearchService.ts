import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { ListSavedSearchesResponseSchema, type SavedSearchService } from '../../gen/weighthouse/v1/saved_search_pb.ts'
import { int64 } from '../messages/int64.ts'
import { savedSearchEntriesMessage, savedSearchMessage } from '../messages/savedSearchMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Keeps searches, and tells what they find anew. */
export function createSavedSearchService({
  weighthouse: { savedSearches, library },
}: ServiceParts): ServiceImpl<typeof SavedSearchService> {
  return {
    async listSavedSearches() {
      const all = await savedSearches.list()
      return create(ListSavedSearchesResponseSchema, {
        savedSearches: all.map(savedSearchMessage),
        total: int64(all.length),
      })
    },
    createSavedSearch: async ({ name, query, webhookUrl }) =>
      savedSearchMessage(await savedSearches.create({ name, query, webhookUrl: webhookUrl || undefined })),
    getSavedSearch: async ({ id }) => savedSearchMessage(await savedSearches.get(id)),
    async listSavedSearchEntries({ id, limit }) {
      const found = await savedSearches.entriesOf(id, limit || undefined)
      return savedSearchEntriesMessage(found, await library.has(found.entries.map(({ slug }) => slug)))
    },
    checkSavedSearch: async ({ id }) => savedSearchMessage(await savedSearches.check(id)),
    markSavedSearchSeen: async ({ id }) => savedSearchMessage(await savedSearches.markSeen(id)),
    removeSavedSearch: async ({ id }) => savedSearchMessage(await savedSearches.remove(id)),
  }
}
