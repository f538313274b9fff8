import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(() => server.close())

/** Slugs and total of a search. */
async function found(query: string): Promise<unknown[]> {
  const { json } = await server.ask(`/api/v1/search?${query}&sort=downloads`)
  const { data, meta } = json as { data: { slug: string }[]; meta: { total: number } }
  return [data.map(({ slug }) => slug.replace(/^.*--/, '')), meta.total]
}

describe('a search', () => {
  test.each([
    ['license_class=permissive', ['Otter-7B', 'Otter-7B-GGUF']],
    ['licenseClass=permissive', ['Otter-7B', 'Otter-7B-GGUF']],
    ['license_class=!permissive', ['Otter-7B-tuned']],
    ['author=!acme', ['Otter-7B-tuned']],
    ['tag=gguf&tag=!safetensors', ['Otter-7B-GGUF']],
    ['base_model=acme--Otter-7B', ['Otter-7B-GGUF', 'Otter-7B-tuned']],
    ['baseModel=acme/otter-7b', ['Otter-7B-GGUF', 'Otter-7B-tuned']],
    ['original=true', ['Otter-7B']],
    ['parameters=6e9..9e9&original=true', ['Otter-7B']],
    ['parameters=8B..', []],
    ['bytes=15GB..15GB', ['Otter-7B']],
    ['likes=..3', ['Otter-7B-GGUF', 'Otter-7B-tuned']],
    ['created=2023-11-14..2023-11-14', ['Otter-7B', 'Otter-7B-GGUF', 'Otter-7B-tuned']],
    ['updated=..2024-03-08', []],
    ['memory=24GB&original=1', ['Otter-7B']],
    ['memory=rtx%204060&original=1', []],
  ])('by %s finds %j', async (query, slugs) => {
    expect(await found(query)).toStrictEqual([slugs, slugs.length])
  })

  test('counts the facets that it names, and only those', async () => {
    const { json } = await server.ask('/api/v1/search?facet=license_class&facet=base&limit=1')

    expect((json as { meta: { facets: unknown } }).meta.facets).toMatchObject([
      {
        field: 'license_class',
        values: [
          { value: 'permissive', count: 2 },
          { value: 'custom', count: 1 },
        ],
      },
      { field: 'base' },
    ])
  })

  test('says whether each model runs in the memory that it names', async () => {
    const { json } = await server.ask('/api/v1/search?memory=24GB&context=8192&original=true')
    const [entry] = (json as { data: { fit: Record<string, unknown> }[] }).data

    expect(entry?.fit).toMatchObject({
      verdict: 'fits',
      requiredBytes: expect.any(Number),
      weightBytes: 15_000_000_000,
      formula: expect.stringContaining('weights'),
      inputs: expect.arrayContaining([expect.objectContaining({ name: 'context', value: 8192 })]),
      files: [],
    })
  })

  test.each([
    ['license_class=free', 'not a class'],
    ['source=nowhere', 'not a source'],
    ['parameters=9e9..6e9', 'parameters: "9e9..6e9" ends before it begins.'],
    ['parameters=7B', 'parameters: "7B" is not a range.'],
    ['created=yesterday..', 'created: "yesterday" is not a day.'],
    ['memory=toaster', 'toaster'],
    ['memory=24', 'memory: 24 bytes hold no model.'],
    ['facet=colour', '"colour" cannot be counted.'],
    ['colour=red', 'has no query parameter "colour"'],
    ['sort=beauty', '"beauty" is not a way to sort.'],
    ['nsfw_mask=-1', 'The query parameter nsfw_mask is not usable'],
    ['task=', 'task'],
    [`query=${'x'.repeat(10_001)}`, 'query: '],
  ])('with %.40s is refused by name', async (query, message) => {
    expect(await server.ask(`/api/v1/search?${query}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) } },
    })
  })

  test('does not go on by the cursor of another search', async () => {
    const { json } = await server.ask('/api/v1/search?sort=likes&limit=1')
    const { nextCursor } = (json as { meta: { nextCursor: string } }).meta

    expect((await server.ask(`/api/v1/search?sort=likes&limit=1&cursor=${nextCursor}`)).status).toBe(200)
    for (const other of [
      'sort=downloads',
      'sort=likes&author=acme',
      'sort=likes&query=otter',
      'sort=likes&likes=1..',
    ]) {
      expect(await server.ask(`/api/v1/search?${other}&limit=1&cursor=${nextCursor}`)).toMatchObject({
        status: 400,
        json: { error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('cursor') } },
      })
    }
  })
})

describe('what is offered while someone types', () => {
  test('are models and values', async () => {
    const { json } = await server.ask('/api/v1/suggest?q=ott&limit=20')

    expect((json as { data: unknown[] }).data).toContainEqual({
      kind: 'model',
      text: 'Otter-7B',
      slug: 'acme--Otter-7B',
      count: 9_007_199_254_740_991,
    })
    expect((await server.ask('/api/v1/suggest?limit=21')).status).toBe(400)
  })

  test('are devices for memory, too', async () => {
    expect((await server.ask('/api/v1/hardware?query=nvidia%20rtx%204090')).json).toMatchObject({
      data: expect.arrayContaining([
        { name: 'RTX 4090', vendor: 'NVIDIA', kind: 'gpu', memoryBytes: [24 * 2 ** 30], aliases: expect.any(Array) },
      ]),
      meta: { total: expect.any(Number) },
    })
  })
})
