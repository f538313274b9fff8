import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { CatalogEntry } from '../catalog.ts'
import type { Feed } from './feed.ts'
import { stableId } from './stableId.ts'
import { escapeXml, toAtom } from './toAtom.ts'
import { toFeedItem } from './toFeedItem.ts'
import { toJsonFeed } from './toJsonFeed.ts'

const feed: Feed = {
  id: 'urn:uuid:8e2a3c1e-61b0-5d0c-8a35-1f6b8f0f9f11',
  title: 'New derivatives of o/base <&>',
  updatedAt: Date.UTC(2026, 7, 22, 10, 11, 12, 13),
  links: {
    self: 'http://127.0.0.1:7878/api/v1/models/o--base/derivatives.atom?limit=2&since=1',
    page: 'http://127.0.0.1:7878/models/o--base',
    next: 'http://127.0.0.1:7878/api/v1/models/o--base/derivatives.atom?cursor=x',
  },
  items: [
    {
      id: 'urn:uuid:00000000-0000-5000-8000-000000000001',
      title: 'x/child "Q4"',
      page: 'http://127.0.0.1:7878/models/x--child',
      summary: "text-generation · it's\u0000 here",
      author: 'x',
      tags: ['text-generation', 'a<b'],
      publishedAt: Date.UTC(2026, 7, 21),
      updatedAt: Date.UTC(2026, 7, 22),
    },
    {
      id: 'urn:uuid:00000000-0000-5000-8000-000000000002',
      title: 'bare',
      page: 'http://127.0.0.1:7878/models/bare',
      summary: '',
      author: undefined,
      tags: [],
      publishedAt: undefined,
      updatedAt: 0,
    },
  ],
}

describe('toAtom', () => {
  it('writes the elements of RFC 4287 with everything escaped', () => {
    expect(toAtom(feed)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:uuid:8e2a3c1e-61b0-5d0c-8a35-1f6b8f0f9f11</id>
<title>New derivatives of o/base &lt;&amp;&gt;</title>
<updated>2026-08-22T10:11:12.013Z</updated>
<author><name>Weighthouse</name></author>
<generator>Weighthouse</generator>
<link rel="self" type="application/atom+xml" href="http://127.0.0.1:7878/api/v1/models/o--base/derivatives.atom?limit=2&amp;since=1"/>
<link rel="alternate" type="text/html" href="http://127.0.0.1:7878/models/o--base"/>
<link rel="next" type="application/atom+xml" href="http://127.0.0.1:7878/api/v1/models/o--base/derivatives.atom?cursor=x"/>
<entry>
<id>urn:uuid:00000000-0000-5000-8000-000000000001</id>
<title>x/child &quot;Q4&quot;</title>
<link rel="alternate" type="text/html" href="http://127.0.0.1:7878/models/x--child"/>
<published>2026-08-21T00:00:00.000Z</published>
<updated>2026-08-22T00:00:00.000Z</updated>
<author><name>x</name></author>
<category term="text-generation"/>
<category term="a&lt;b"/>
<summary>text-generation · it&apos;s\uFFFD here</summary>
</entry>
<entry>
<id>urn:uuid:00000000-0000-5000-8000-000000000002</id>
<title>bare</title>
<link rel="alternate" type="text/html" href="http://127.0.0.1:7878/models/bare"/>
<updated>1970-01-01T00:00:00.000Z</updated>
<summary></summary>
</entry>
</feed>
`)
  })

  it('keeps any text that XML can hold, and nothing of it is markup', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('<', '&', ';', ']', '\r', '\uD800', '\uFFFF', '\u0007') }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const escaped = escapeXml(text)
        expect(escaped).not.toMatch(/[<>"'\r]|&(?!(?:amp|lt|gt|quot|apos|#13);)/)
        const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#13': '\r' }
        const read = escaped.replace(/&([^;]+);/g, (_, name: string) => entities[name] ?? '?')
        expect(read).toBe(Array.from(text, (character) => (inXml(character) ? character : '\uFFFD')).join(''))
      }),
    )
  })
})

/** The production Char of XML 1.0. */
function inXml(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code === 9 || code === 10 || code === 13) return true
  return (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff
}

describe('toJsonFeed', () => {
  it('writes the fields of JSON Feed 1.1 and leaves out what is not known', () => {
    expect(JSON.parse(toJsonFeed(feed))).toEqual({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'New derivatives of o/base <&>',
      home_page_url: feed.links.page,
      feed_url: feed.links.self,
      next_url: feed.links.next,
      items: [
        {
          id: 'urn:uuid:00000000-0000-5000-8000-000000000001',
          url: 'http://127.0.0.1:7878/models/x--child',
          title: 'x/child "Q4"',
          content_text: "text-generation · it's\u0000 here",
          date_published: '2026-08-21T00:00:00.000Z',
          date_modified: '2026-08-22T00:00:00.000Z',
          authors: [{ name: 'x' }],
          tags: ['text-generation', 'a<b'],
        },
        {
          id: 'urn:uuid:00000000-0000-5000-8000-000000000002',
          url: 'http://127.0.0.1:7878/models/bare',
          title: 'bare',
          content_text: '',
          date_modified: '1970-01-01T00:00:00.000Z',
        },
      ],
    })
  })
})

describe('stableId', () => {
  it('is the same UUID of version 5 for the same parts only', () => {
    // As `uuid5(namespace, '["derivatives","o--base"]')` of Python's uuid module gives it.
    expect(stableId('derivatives', 'o--base')).toBe('urn:uuid:a3125518-0c6c-5f19-adae-edfce706564b')
    expect(stableId('derivatives', 'o--base')).not.toBe(stableId('derivatives,o', '--base'))
  })
})

describe('toFeedItem', () => {
  const entry: CatalogEntry = {
    slug: 'x--child-GGUF',
    source: 'huggingface',
    id: 'x/child-GGUF',
    name: 'child-GGUF',
    author: 'x',
    task: 'text-generation',
    library: undefined,
    license: 'mit',
    licenseClass: 'permissive',
    downloads: 3,
    likes: 1,
    trendingScore: undefined,
    risingScore: undefined,
    createdAt: 5000,
    updatedAt: 9000,
    gated: false,
    parameters: 8_030_261_248,
    storageBytes: undefined,
    weightBytes: undefined,
    nsfwLevel: 0,
    revision: undefined,
    tags: [],
    baseModels: [{ id: 'o/base', relation: 'quantized', declared: true }],
    removedAt: undefined,
    indexedAt: 99_000,
  }

  it('tells of a model what a reader wants to see, under an id of this feed', () => {
    const item = toFeedItem(entry, { feedId: 'urn:uuid:a', page: 'http://h/models/x--child-GGUF' })
    expect(item).toEqual({
      id: stableId('urn:uuid:a', 'x--child-GGUF'),
      title: 'x/child-GGUF',
      page: 'http://h/models/x--child-GGUF',
      summary: 'text-generation · 8.03B parameters · mit · quantized from o/base',
      author: 'x',
      tags: ['text-generation', 'mit'],
      publishedAt: 5000,
      updatedAt: 5000,
    })
    expect(toFeedItem(entry, { feedId: 'urn:uuid:b', page: 'http://h' }).id).not.toBe(item.id)
  })

  it('is as new as its place in the feed, and calls a CivitAI model by its name', () => {
    const civitai: CatalogEntry = { ...entry, source: 'civitai', id: '42', name: 'Skies', createdAt: undefined }
    const item = toFeedItem(civitai, { feedId: 'urn:uuid:a', page: 'http://h', addedAt: 70_000 })
    expect([item.title, item.publishedAt, item.updatedAt]).toEqual(['Skies', 70_000, 70_000])
    expect(toFeedItem(civitai, { feedId: 'urn:uuid:a', page: 'http://h' }).updatedAt).toBe(99_000)
  })
})
