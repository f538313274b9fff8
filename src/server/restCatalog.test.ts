import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { inheritParameters } from '../catalog/write/inheritParameters.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
  // As after a sync.
  await inheritParameters(server.weighthouse)
})

afterAll(() => server.close())

const otter = {
  slug: 'acme--Otter-7B',
  source: 'huggingface',
  id: 'acme/Otter-7B',
  name: 'Otter-7B',
  author: 'acme',
  task: 'text-generation',
  library: 'transformers',
  license: 'apache-2.0',
  downloads: 9_007_199_254_740_991,
  likes: 12,
  createdAt: 1_700_000_000_000,
  updatedAt: 1_710_000_000_000,
  gated: false,
  parameters: 7_000_000_000,
  nsfwLevel: 0,
  tags: expect.arrayContaining(['safetensors', 'license:apache-2.0']),
  inLibrary: false,
  licenseClass: 'permissive',
  storageBytes: 15_000_000_000,
  weightBytes: 15_000_000_000,
  baseModels: [],
}

const { parameters, storageBytes: _storageBytes, weightBytes: _weightBytes, ...withoutSizes } = otter
// A quantized model has the count of its base.
const gguf = {
  ...withoutSizes,
  slug: 'acme--Otter-7B-GGUF',
  id: 'acme/Otter-7B-GGUF',
  name: 'Otter-7B-GGUF',
  downloads: 500,
  likes: 3,
  parameters,
  tags: expect.arrayContaining(['gguf']),
  baseModels: [{ id: 'acme/Otter-7B', relation: 'quantized', declared: true }],
}
const { parameters: _parameters, ...withoutParameters } = gguf
const tuned = {
  ...withoutParameters,
  slug: 'someone--Otter-7B-tuned',
  id: 'someone/Otter-7B-tuned',
  name: 'Otter-7B-tuned',
  author: 'someone',
  license: 'other',
  licenseClass: 'custom',
  downloads: 20,
  likes: 0,
  tags: expect.arrayContaining(['license:other']),
  baseModels: [{ id: 'acme/Otter-7B-GGUF', relation: 'finetune', declared: false }],
}

describe('searching', () => {
  test('finds entries, with 64-bit integers as numbers', async () => {
    const { status, headers, json } = await server.ask('/api/v1/search?query=otter%20safetensors')

    expect([status, headers.get('content-type'), headers.get('cache-control')]).toStrictEqual([
      200,
      'application/json; charset=utf-8',
      'no-cache',
    ])
    expect(json).toStrictEqual({
      data: [otter],
      meta: { total: 1, nextCursor: null, facets: [], tookMs: expect.any(Number), hidden: 0, corrections: [] },
    })
  })

  test('goes through all pages by cursor', async () => {
    const pages: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { json } = await server.ask(`/api/v1/models?sort=downloads&limit=1&cursor=${encodeURIComponent(cursor)}`)
      const { data, meta } = json as { data: unknown[]; meta: { total: number; nextCursor: string | null } }
      expect(meta.total).toBe(3)
      pages.push(...data)
      cursor = meta.nextCursor
    }

    expect(pages).toStrictEqual([otter, gguf, tuned])
  })

  test('filters by repeated keys, and counts facets', async () => {
    const { json } = await server.ask('/api/v1/search?author=acme&author=someone&format=gguf&facets=true')

    expect(json).toMatchObject({ data: [gguf], meta: { total: 1 } })
    expect((json as { meta: { facets: unknown[] } }).meta.facets).toContainEqual({
      field: 'author',
      values: [{ value: 'acme', count: 1 }],
    })
  })

  test('an unknown query parameter is refused by name', async () => {
    expect(await server.ask('/api/v1/statistics?pretty=1')).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'INVALID_ARGUMENT',
          message: 'GET /api/v1/statistics has no query parameter "pretty".',
          hint: 'It has none.',
          details: { parameter: 'pretty' },
        },
      },
    })
  })

  test('a value beyond its rule is refused by field', async () => {
    const { status, json } = await server.ask('/api/v1/search?limit=101')

    expect([status, json]).toStrictEqual([
      400,
      {
        error: {
          code: 'INVALID_ARGUMENT',
          message: 'limit: must be less than or equal to 100',
          hint: 'Correct the field and ask again; /openapi.json lists what each may be.',
          details: { violations: [{ field: 'limit', message: 'must be less than or equal to 100' }] },
        },
      },
    ])
  })
})

describe('one model', () => {
  test('tells everything known, by slug or by the id of its source', async () => {
    const bySlug = await server.ask('/api/v1/models/acme--Otter-7B-GGUF')
    const byId = await server.ask('/api/v1/models/acme%2FOtter-7B-GGUF')

    expect(bySlug.json).toStrictEqual({
      data: {
        entry: gguf,
        record: expect.objectContaining({ id: 'acme/Otter-7B-GGUF' }),
        files: [],
        parents: [{ entry: otter, id: 'acme/Otter-7B', relation: 'quantized', declared: true, depth: 1 }],
        children: [{ entry: tuned, id: 'someone/Otter-7B-tuned', relation: 'finetune', declared: false, depth: 1 }],
        childrenTotal: 1,
        datasets: [],
        tags: expect.arrayContaining([{ tag: 'gguf', kind: 'format' }]),
        pageUrl: 'https://huggingface.co/acme/Otter-7B-GGUF',
        seenAt: expect.any(Number),
        licenseName: '',
        licenseLink: '',
        history: [],
      },
      meta: {},
    })
    expect(byId.json).toStrictEqual(bySlug.json)
  })

  test('keeps the record and the files as their source gave them', async () => {
    const { json } = await server.ask('/api/v1/models/acme--Otter-7B')

    expect(json).toMatchObject({
      data: {
        record: { id: 'acme/Otter-7B', cardData: { license: 'apache-2.0' }, unknown: [1, null] },
        files: [
          {
            path: 'model.safetensors',
            size: 15_000_000_000,
            sha256: 'a'.repeat(64),
            hashes: { sha256: 'a'.repeat(64) },
          },
        ],
      },
    })
  })

  test('has an ancestry', async () => {
    const { json } = await server.ask('/api/v1/models/acme--Otter-7B/ancestry?depth=1')

    expect(json).toStrictEqual({
      data: {
        entry: otter,
        ancestors: [],
        descendants: [{ entry: gguf, id: 'acme/Otter-7B-GGUF', relation: 'quantized', declared: true, depth: 1 }],
        ancestorsTotal: 0,
        descendantsTotal: 1,
        counts: {
          byRelation: [{ relation: 'quantized', declared: 1, inferred: 0 }],
          byDepth: [{ depth: 1, count: 1 }],
          byAuthor: [{ author: 'acme', count: 1 }],
        },
        aggregate: [
          {
            depth: 1,
            relation: 'quantized',
            count: 1,
            authors: [{ author: 'acme', count: 1 }],
            more: 0,
            examples: [{ slug: 'acme--Otter-7B-GGUF', name: 'Otter-7B-GGUF', downloads: 500 }],
          },
        ],
        cycle: [],
      },
      meta: {},
    })
  })

  test('that nobody knows is 404, with a code and a hint', async () => {
    const { status, json } = await server.ask('/api/v1/models/nobody--nothing')

    expect([status, json]).toStrictEqual([
      404,
      {
        error: {
          code: 'MODEL_NOT_FOUND',
          message: expect.stringContaining('nobody--nothing'),
          hint: expect.any(String),
          details: expect.any(Object),
        },
      },
    ])
  })

  test('cannot be refreshed without a network', async () => {
    expect(await server.ask('/api/v1/models/acme--Otter-7B?refresh=true')).toMatchObject({
      status: 502,
      json: { error: { code: 'SOURCE_UNREACHABLE' } },
    })
  })
})

describe('ETags', () => {
  test.each(['/api/v1/models/acme--Otter-7B', '/api/v1/search?query=otter', '/api/v1/jobs', '/openapi.json'])(
    '%s is 304 for who has it already',
    async (path) => {
      const first = await server.ask(path)
      const tag = first.headers.get('etag') ?? ''
      const second = await server.ask(path, { headers: { 'if-none-match': tag } })
      const other = await server.ask(path, { headers: { 'if-none-match': '"of another day"' } })

      expect(tag).toMatch(/^(W\/)?"[0-9a-f]{64}"$/)
      expect([second.status, second.headers.get('etag'), second.json]).toStrictEqual([304, tag, undefined])
      expect(other.status).toBe(200)
    },
  )

  test('HEAD answers as GET, without the body', async () => {
    const get = await server.ask('/api/v1/models/acme--Otter-7B')
    const head = await server.ask('/api/v1/models/acme--Otter-7B', { method: 'HEAD' })

    expect([head.status, head.headers.get('etag'), head.headers.get('content-length'), head.json]).toStrictEqual([
      200,
      get.headers.get('etag'),
      get.headers.get('content-length'),
      undefined,
    ])
  })
})
