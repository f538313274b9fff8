import type { UtcMilliseconds } from '../../foundation/time.ts'

/**
 * A list of news, to be written as Atom or as JSON Feed.
 *
 * Readers know a feed and its items by their ids alone, so these never change, wherever the house is reached: they come
 * from {@link stableId}, not from an address.
 */
export interface Feed {
  id: string
  title: string
  subtitle?: string | undefined
  /** When its newest item was added; of an empty feed, when the list was last known to be empty. */
  updatedAt: UtcMilliseconds
  links: FeedLinks
  /** The newest first. */
  items: FeedItem[]
}

/** Absolute addresses. */
export interface FeedLinks {
  /** Of the feed itself, in the form that is written. */
  self: string
  /** The same for people. */
  page: string
  /** The next part of a long feed, with older items. */
  next?: string | undefined
}

export interface FeedItem {
  id: string
  title: string
  /** Absolute address of its page for people. */
  page: string
  /** Plain text. */
  summary: string
  author: string | undefined
  tags: readonly string[]
  publishedAt: UtcMilliseconds | undefined
  updatedAt: UtcMilliseconds
}
