import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(() => server.close())

describe('models and how they are related', () => {
  test('the way from one to another goes along relations', async () => {
    const { json } = await server.ask('/api/v1/models/someone--Otter-7B-tuned/path?to=acme/Otter-7B')

    expect(json).toMatchObject({
      data: [
        { id: 'someone/Otter-7B-tuned', relation: '', declared: false, direction: '' },
        { id: 'acme/Otter-7B-GGUF', relation: 'finetune', declared: false, direction: 'to-parent' },
        { id: 'acme/Otter-7B', relation: 'quantized', declared: true, direction: 'to-parent' },
      ],
      meta: {},
    })
  })

  test('everything that descends from a model is listed, the newest first', async () => {
    const { json } = await server.ask('/api/v1/models/acme--Otter-7B/derivatives?limit=1')
    const { data, meta } = json as { data: { slug: string }[]; meta: { total: number; nextCursor: string } }
    const next = await server.ask(`/api/v1/models/acme--Otter-7B/derivatives?limit=1&cursor=${meta.nextCursor}`)

    expect([data.length, meta.total]).toStrictEqual([1, 2])
    expect((next.json as { meta: { nextCursor: null } }).meta.nextCursor).toBeNull()
    expect((await server.ask('/api/v1/models/nobody--nothing/derivatives')).status).toBe(404)
  })

  test('are compared side by side', async () => {
    const { json } = await server.ask('/api/v1/compare?slug=acme--Otter-7B&slug=acme/Otter-7B-GGUF')
    const { entries, rows } = (json as { data: { entries: { slug: string }[]; rows: { field: string }[] } }).data

    expect(entries.map(({ slug }) => slug)).toStrictEqual(['acme--Otter-7B', 'acme--Otter-7B-GGUF'])
    expect(rows).toContainEqual({ field: 'license', values: ['apache-2.0', 'apache-2.0'], differs: false })
    expect(rows).toContainEqual({ field: 'likes', values: [12, 3], differs: true })
  })

  test.each([
    ['slug=acme--Otter-7B', 400],
    [Array.from({ length: 7 }, () => 'slug=acme--Otter-7B').join('&'), 400],
    ['slug=acme--Otter-7B&slug=nobody--nothing', 404],
  ])('are not compared for %s', async (query, status) => {
    expect((await server.ask(`/api/v1/compare?${query}`)).status).toBe(status)
  })

  test('that are alike tell why', async () => {
    const { json } = await server.ask('/api/v1/models/acme--Otter-7B/similar')

    expect(json).toMatchObject({
      data: expect.arrayContaining([
        {
          entry: expect.objectContaining({ slug: 'acme--Otter-7B-GGUF' }),
          score: expect.any(Number),
          reasons: expect.arrayContaining([expect.any(String)]),
        },
      ]),
    })
  })

  test('fit into a memory or do not, as a whole and by file', async () => {
    const { json } = await server.ask('/api/v1/models/acme--Otter-7B?memory=rtx%204060')
    const { fit } = (json as { data: { entry: { fit: Record<string, unknown> } } }).data.entry

    expect(fit).toMatchObject({
      verdict: 'partial',
      files: [{ paths: ['model.safetensors'], verdict: 'partial', weightBytes: 15_000_000_000 }],
    })
    expect((await server.ask('/api/v1/models/acme--Otter-7B?memory=toaster')).status).toBe(400)
  })

  test('have the license that their author made up, with its address', async () => {
    expect((await server.ask('/api/v1/models/someone--Otter-7B-tuned')).json).toMatchObject({
      data: { licenseName: 'otter-license', licenseLink: 'https://example.com/license' },
    })
  })
})

describe('the whole catalog', () => {
  test('is counted, and each figure says what it counts', async () => {
    const { json } = await server.ask('/api/v1/statistics')
    const { data } = json as { data: Record<string, unknown> }

    expect(data).toMatchObject({
      total: 3,
      facets: expect.arrayContaining([
        expect.objectContaining({ field: 'author', values: expect.arrayContaining([{ value: 'acme', count: 2 }]) }),
      ]),
      families: expect.arrayContaining([
        expect.objectContaining({ entry: expect.objectContaining({ slug: 'acme--Otter-7B' }), descendants: 2 }),
      ]),
      authors: expect.arrayContaining([expect.objectContaining({ author: 'acme', models: 2, derivatives: 1 })]),
      licenseByTask: [expect.objectContaining({ task: 'text-generation', count: 3 })],
    })
    expect(Object.keys(data['definitions'] as object)).toEqual(
      expect.arrayContaining(['facets', 'distributions', 'tops', 'authors', 'families', 'licenseByTask']),
    )
  })

  test('tells of one author', async () => {
    expect((await server.ask('/api/v1/authors/ACME?limit=1')).json).toMatchObject({
      data: {
        author: 'acme',
        statistics: [{ source: 'huggingface', author: 'acme', models: 2, likes: 15, derivatives: 1 }],
        tops: [{ name: 'downloads', source: 'huggingface', entries: [{ slug: 'acme--Otter-7B' }] }],
      },
    })
    expect(await server.ask('/api/v1/authors/nobody')).toMatchObject({
      status: 404,
      json: { error: { code: 'NOT_FOUND', message: 'The catalog has no model of the author "nobody".' } },
    })
  })
})
