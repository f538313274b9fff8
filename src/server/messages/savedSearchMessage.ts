import { create } from '@bufbuild/protobuf'

import type { SavedSearch, SavedSearchEntry } from '../../catalog/saved/saved.ts'
import {
  type ListSavedSearchEntriesResponse,
  ListSavedSearchEntriesResponseSchema,
  type SavedSearch as SavedSearchMessage,
  SavedSearchSchema,
} from '../../gen/weighthouse/v1/saved_search_pb.ts'
import { entryMessage } from './entryMessage.ts'
import { int64, optionalInt64 } from './int64.ts'

/** A saved search as the API tells it. */
export function savedSearchMessage(search: SavedSearch): SavedSearchMessage {
  return create(SavedSearchSchema, {
    id: search.id,
    name: search.name,
    query: search.query,
    webhookUrl: search.webhookUrl ?? '',
    createdAt: int64(search.createdAt),
    checkedAt: optionalInt64(search.checkedAt),
    unseen: int64(search.unseen),
    webhookError: search.webhookError ?? '',
  })
}

/** What it found, as the API tells it. */
export function savedSearchEntriesMessage(
  found: { entries: readonly SavedSearchEntry[]; total: number },
  shelved: ReadonlySet<string>,
): ListSavedSearchEntriesResponse {
  return create(ListSavedSearchEntriesResponseSchema, {
    entries: found.entries.map(({ slug, entry, foundAt, unseen }) => ({
      slug,
      ...(entry ? { entry: entryMessage(entry, shelved) } : {}),
      foundAt: int64(foundAt),
      unseen,
    })),
    total: int64(found.total),
  })
}
