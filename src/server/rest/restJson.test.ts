import { create, fromJsonString } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { EntrySchema } from '../../gen/weighthouse/v1/entry_pb.ts'
import { JobSchema } from '../../gen/weighthouse/v1/job_pb.ts'
import { SearchResponseSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import { SyncCatalogResponseSchema } from '../../gen/weighthouse/v1/sync_pb.ts'
import { restJson } from './restJson.ts'

test('defaults are written out, absent optional fields are left out, 64-bit integers are numbers', () => {
  const entry = create(EntrySchema, { slug: 'a--b', downloads: 9_007_199_254_740_991n, createdAt: 1_700_000_000_000n })

  expect(restJson(EntrySchema, entry)).toStrictEqual({
    slug: 'a--b',
    source: '',
    id: '',
    name: '',
    author: '',
    task: '',
    library: '',
    license: '',
    downloads: 9_007_199_254_740_991,
    likes: 0,
    createdAt: 1_700_000_000_000,
    gated: false,
    nsfwLevel: 0,
    tags: [],
    inLibrary: false,
    licenseClass: '',
    baseModels: [],
  })
})

test('a 64-bit integer beyond 2^53 is text, since a JSON number would lose digits', () => {
  const response = create(SearchResponseSchema, { total: 9_007_199_254_740_993n, tookMs: 1.5 })

  expect(restJson(SearchResponseSchema, response)).toStrictEqual({
    entries: [],
    total: '9007199254740993',
    nextCursor: '',
    facets: [],
    tookMs: 1.5,
    hidden: 0,
    corrections: [],
  })
})

test('structs are the JSON that they hold, nested messages keep the same rules', () => {
  const job = create(JobSchema, {
    id: '1',
    type: 'pull',
    state: 'running',
    payload: { model: 'a/b', include: ['*.gguf'], nested: { empty: null } },
    progress: { done: 5n, unit: 'bytes' },
    attempts: 1,
    createdAt: 7n,
    updatedAt: 8n,
  })

  expect(restJson(JobSchema, job)).toStrictEqual({
    id: '1',
    type: 'pull',
    state: 'running',
    payload: { model: 'a/b', include: ['*.gguf'], nested: { empty: null } },
    progress: { done: 5, unit: 'bytes', message: '' },
    attempts: 1,
    createdAt: 7,
    updatedAt: 8,
    log: [],
  })
})

test('maps are objects of messages', () => {
  const response = create(SyncCatalogResponseSchema, { sources: { civitai: { added: 2n } } })

  expect(restJson(SyncCatalogResponseSchema, response)).toStrictEqual({
    sources: { civitai: { added: 2, changed: 0, removed: 0, unchanged: 0, rejected: 0 } },
  })
})

// But for the sign of zero, which JSON.stringify drops.
test('what REST writes, the JSON parser of Protocol Buffers reads back', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const entry = fc.record({
    slug: fc.string({ unit: 'grapheme' }),
    downloads: int64,
    likes: int64,
    trendingScore: fc.option(
      fc.double().filter((value) => !Object.is(value, -0)),
      { nil: undefined },
    ),
    createdAt: fc.option(int64, { nil: undefined }),
    nsfwLevel: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    gated: fc.boolean(),
    tags: fc.array(fc.string({ unit: 'grapheme' })),
  })
  fc.assert(
    fc.property(fc.array(entry), int64, (entries, total) => {
      const response = create(SearchResponseSchema, { entries, total })
      const text = JSON.stringify(restJson(SearchResponseSchema, response))
      expect(fromJsonString(SearchResponseSchema, text)).toStrictEqual(response)
    }),
  )
})
