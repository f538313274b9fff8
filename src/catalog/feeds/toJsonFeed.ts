import type { Feed, FeedItem } from './feed.ts'
import { feedTime } from './feedTime.ts'

/** What the answer's Content-Type says. */
export const jsonFeedMediaType = 'application/feed+json; charset=utf-8'

/** A JSON Feed 1.1 document; see https://www.jsonfeed.org/version/1.1/. */
export function toJsonFeed(feed: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title.toWellFormed(),
    home_page_url: feed.links.page,
    feed_url: feed.links.self,
    description: feed.subtitle?.toWellFormed(),
    next_url: feed.links.next,
    items: feed.items.map(toItem),
  })
}

function toItem(item: FeedItem): Record<string, unknown> {
  return {
    id: item.id,
    url: item.page,
    title: item.title.toWellFormed(),
    content_text: item.summary.toWellFormed(),
    date_published: item.publishedAt === undefined ? undefined : feedTime(item.publishedAt),
    date_modified: feedTime(item.updatedAt),
    authors: item.author ? [{ name: item.author.toWellFormed() }] : undefined,
    tags: item.tags.length > 0 ? item.tags.map((tag) => tag.toWellFormed()) : undefined,
  }
}
