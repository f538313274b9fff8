import type { CatalogEntry } from '../catalog.ts'
import type { Feed, FeedLinks } from '../feeds/feed.ts'
import { stableId } from '../feeds/stableId.ts'
import { toFeedItem } from '../feeds/toFeedItem.ts'

/**
 * New derivatives of a model as a feed.
 *
 * @param entries as `listDerivatives` gives them
 * @param address.pageOf absolute address of a model's page for people
 */
export function derivativesFeed(
  model: CatalogEntry,
  entries: readonly CatalogEntry[],
  address: { links: FeedLinks; pageOf: (entry: CatalogEntry) => string },
): Feed {
  const id = stableId('derivatives', model.slug)
  const items = entries.map((entry) => toFeedItem(entry, { feedId: id, page: address.pageOf(entry) }))
  return {
    id,
    title: `Derivatives of ${model.id}`,
    subtitle: `Models that are fine-tuned, merged, quantized or adapted from ${model.id}, over any number of steps.`,
    updatedAt: items[0]?.updatedAt ?? model.indexedAt,
    links: address.links,
    items,
  }
}
