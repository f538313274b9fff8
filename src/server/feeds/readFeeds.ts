import { derivativesFeed } from '../../catalog/ancestry/derivativesFeed.ts'
import type { Feed, FeedItem, FeedLinks } from '../../catalog/feeds/feed.ts'
import { stableId } from '../../catalog/feeds/stableId.ts'
import { toFeedItem } from '../../catalog/feeds/toFeedItem.ts'
import type { CollectionWithModels, SavedSearch, SavedSearchEntry } from '../../catalog/saved/saved.ts'
import type { ListDerivativesRequest } from '../../gen/weighthouse/v1/ancestry_pb.ts'
import type { Api } from '../createApi.ts'
import { derivativesOptions } from '../services/catalog/relationMethods.ts'

/** Where a feed is read from: its own address, and the origin of Weighthouse (`http://127.0.0.1:7878`). */
export interface FeedPlace {
  self: string
  origin: string
}

/** What descends from a model, by the time at which it was published. */
export async function readDerivativesFeed(
  { catalog }: Pick<Api['house'], 'catalog'>,
  request: ListDerivativesRequest,
  { self, origin }: FeedPlace,
): Promise<Feed> {
  const entry = await catalog.getEntry(request.slug)
  const { entries, nextCursor } = await catalog.listDerivatives(entry.slug, derivativesOptions(request))
  const links: FeedLinks = { self, page: pageOf(entry.slug, origin) }
  if (nextCursor !== undefined) links.next = withCursor(self, nextCursor)
  return derivativesFeed(entry, entries, { links, pageOf: ({ slug }) => pageOf(slug, origin) })
}

/** What stands in a collection and is in the catalog, by when it was added. */
export function collectionFeed(collection: CollectionWithModels, { self, origin }: FeedPlace): Feed {
  const feedId = stableId('collection', collection.id)
  const items = collection.models.flatMap(({ slug, entry, note, addedAt }): FeedItem[] => {
    if (!entry) return []
    const item = toFeedItem(entry, { feedId, page: pageOf(slug, origin), addedAt })
    return [{ ...item, summary: [note, item.summary].filter(Boolean).join(' · ') }]
  })
  return {
    id: feedId,
    title: collection.name,
    updatedAt: collection.updatedAt,
    links: { self, page: `${origin}/collections/${encodeURIComponent(collection.id)}` },
    items: items.toSorted((a, b) => b.updatedAt - a.updatedAt),
  }
}

/** What a saved search found since it was made and is in the catalog, by when it found it. */
export function savedSearchFeed(
  search: SavedSearch,
  found: readonly SavedSearchEntry[],
  { self, origin }: FeedPlace,
): Feed {
  const feedId = stableId('saved-search', search.id)
  const items = found.flatMap(({ slug, entry, foundAt }) =>
    entry ? [toFeedItem(entry, { feedId, page: pageOf(slug, origin), addedAt: foundAt })] : [],
  )
  return {
    id: feedId,
    title: search.name,
    subtitle: search.query,
    updatedAt: items[0]?.updatedAt ?? search.createdAt,
    links: { self, page: `${origin}/?${search.query}` },
    items,
  }
}

function pageOf(slug: string, origin: string): string {
  return `${origin}/models/${encodeURIComponent(slug)}`
}

function withCursor(address: string, cursor: string): string {
  const url = new URL(address)
  url.searchParams.set('cursor', cursor)
  return url.href
}
