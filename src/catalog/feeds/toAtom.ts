import type { Feed, FeedItem } from './feed.ts'
import { feedTime } from './feedTime.ts'

/** What the answer's Content-Type says. */
export const atomMediaType = 'application/atom+xml; charset=utf-8'

/** An Atom document (RFC 4287; the link to the next part is RFC 5005). */
export function toAtom(feed: Feed): string {
  const { links } = feed
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('id', feed.id),
    element('title', feed.title),
    ...(feed.subtitle ? [element('subtitle', feed.subtitle)] : []),
    element('updated', feedTime(feed.updatedAt)),
    // Every entry needs an author, of its own or of the feed.
    `<author>${element('name', 'Weighthouse')}</author>`,
    '<generator>Weighthouse</generator>',
    link('self', links.self, 'application/atom+xml'),
    link('alternate', links.page, 'text/html'),
    ...(links.next ? [link('next', links.next, 'application/atom+xml')] : []),
    ...feed.items.map(toEntry),
    '</feed>',
    '',
  ].join('\n')
}

function toEntry(item: FeedItem): string {
  return [
    '<entry>',
    element('id', item.id),
    element('title', item.title),
    link('alternate', item.page, 'text/html'),
    ...(item.publishedAt === undefined ? [] : [element('published', feedTime(item.publishedAt))]),
    element('updated', feedTime(item.updatedAt)),
    ...(item.author ? [`<author>${element('name', item.author)}</author>`] : []),
    ...item.tags.map((tag) => `<category term="${escapeXml(tag)}"/>`),
    element('summary', item.summary),
    '</entry>',
  ].join('\n')
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`
}

function link(relation: string, address: string, type: string): string {
  return `<link rel="${relation}" type="${type}" href="${escapeXml(address)}"/>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * Text for between tags or in an attribute. What XML 1.0 cannot hold at all, not even as a reference (control
 * characters, halves of surrogate pairs, U+FFFE and U+FFFF), becomes U+FFFD. https://www.w3.org/TR/xml/#charsets
 */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, '\uFFFD')
      .replace(/[&<>"']/g, (character) => entities[character] ?? character)
      // A reader would make a line feed of it.
      .replaceAll('\r', '&#13;')
  )
}
