import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

const day = 86_400_000

let server: TestServer
let today: number

beforeAll(async () => {
  server = await openTestServer()
  const { catalog, trends, clock } = server.weighthouse
  today = Math.floor(clock() / day) * day
  await catalog.writeRecords('huggingface', sampleRecords)
  await trends.takeSnapshot(today - day)
  await catalog.writeRecords('huggingface', [{ ...sampleRecords[1], downloads: 900, likes: 33, trendingScore: 5 }])
  await trends.takeSnapshot(today)
})

afterAll(() => server.close())

async function list(query: string) {
  const { json } = await server.ask(`/api/v1/trending?${query}`)
  return json as { data: Record<string, unknown>[]; meta: Record<string, unknown> }
}

describe('trends', () => {
  test('list what rises, with what it gained and by which formula', async () => {
    const { data, meta } = await list('limit=1')

    expect(data).toMatchObject([
      {
        entry: { slug: 'acme--Otter-7B-GGUF' },
        score: expect.any(Number),
        downloadsGained: 400,
        likesGained: 30,
        days: 1,
      },
    ])
    expect(meta).toMatchObject({ snapshots: 2, formula: expect.stringMatching(/\w+ \w+/) })
  })

  test("list what is new, and what the source's own score says, of the models that a filter leaves", async () => {
    const fresh = await list('kind=new&author=someone')
    const bySource = await list('kind=source&limit=1')

    expect(fresh.data.map(({ entry }) => (entry as { slug: string }).slug)).toStrictEqual(['someone--Otter-7B-tuned'])
    expect(bySource.data).toMatchObject([{ entry: { slug: 'acme--Otter-7B-GGUF' }, score: 5 }])
  })

  test.each(['kind=best', 'sort=likes', 'facets=true', 'parameters=9..1'])('refuse %s', async (query) => {
    expect(await server.ask(`/api/v1/trending?${query}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT' } },
    })
  })

  test('tell by day how a model, an author, a task or a license grows', async () => {
    const { json } = await server.ask('/api/v1/growth?by=author&value=ACME&days=7')

    expect((json as { data: unknown }).data).toMatchObject([
      {
        by: 'author',
        value: 'acme',
        source: 'huggingface',
        days: [
          { day: today - day, models: 2, likes: 15 },
          { day: today, models: 2, likes: 45 },
        ],
      },
    ])
    expect((await server.ask('/api/v1/growth?by=model')).status).toBe(400)
    expect((await server.ask('/api/v1/growth?by=model&value=nobody--nothing')).status).toBe(404)
    expect((await server.ask('/api/v1/growth?by=colour')).status).toBe(400)
  })

  test('are the history of each model', async () => {
    expect((await server.ask('/api/v1/models/acme--Otter-7B-GGUF')).json).toMatchObject({
      data: {
        history: [
          { day: today - day, downloads: 500, likes: 3 },
          { day: today, downloads: 900, likes: 33 },
        ],
      },
    })
  })

  test('are written down by a job', async () => {
    const { json } = await server.post('/api/v1/snapshots', {})

    expect(json).toMatchObject({ data: { type: 'snapshot', state: 'pending' } })
  })
})
