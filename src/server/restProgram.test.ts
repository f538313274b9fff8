import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer({ env: { WEIGHTHOUSE_HF_TOKEN: 'hf_verysecretverysecret' } })
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(() => server.close())

describe('the hub, the library and the apps', () => {
  test.each([
    ['/api/v1/hub/models', { total: 0, nextCursor: null }],
    ['/v1/hub/models', { total: 0, nextCursor: null }],
    ['/v1/models', { total: 0, nextCursor: null }],
    ['/api/v1/library', { total: 0, nextCursor: null, totalBytes: 0 }],
    ['/api/v1/apps', { total: 0 }],
  ])('%s is empty at first', async (path, meta) => {
    expect((await server.ask(path)).json).toStrictEqual({ data: [], meta })
  })

  test.each([
    ['GET', '/api/v1/hub/models/acme--Otter-7B', 404, 'MODEL_NOT_FOUND'],
    ['GET', '/api/v1/library/acme--Otter-7B', 404, 'MODEL_NOT_FOUND'],
    ['DELETE', '/api/v1/apps/nobody', 404, 'APP_NOT_FOUND'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    expect(await server.ask(path, { method })).toMatchObject({ status, json: { error: { code } } })
  })

  test('registering without a name is refused', async () => {
    expect(await server.post('/v1/hub/register', { vendor: 'acme' })).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', details: { field: 'model' } } },
    })
  })

  test('a scan is a job', async () => {
    expect((await server.post('/v1/hub/scan', { rebuild: true })).json).toMatchObject({
      data: { type: 'scan', state: 'pending', payload: { rebuild: true } },
    })
  })
})

describe('the program itself', () => {
  test('is healthy', async () => {
    const { headers, json } = await server.ask('/api/v1/health')

    expect(json).toStrictEqual({ data: { status: 'ok', version: '0.1.0', uptimeMs: expect.any(Number) }, meta: {} })
    expect(headers.get('etag')).toBeNull()
  })

  test('tells its status', async () => {
    const { json } = await server.ask('/api/v1/status')
    const source = { reachable: false, reason: expect.stringMatching(/./), checkedAt: expect.any(Number) }

    expect(json).toStrictEqual({
      data: {
        version: '0.1.0',
        home: server.home,
        models: 3,
        libraryModels: 0,
        libraryBytes: 0,
        freeBytes: expect.any(Number),
        activeJobs: expect.any(Number),
        failedJobs: 0,
        offline: true,
        sample: false,
        sources: [
          { ...source, source: 'huggingface', endpoint: 'https://huggingface.co', hasToken: true },
          { ...source, source: 'civitai', endpoint: 'https://civitai.com', hasToken: false },
        ],
      },
      meta: {},
    })
  })

  test('tells every setting, but no secret', async () => {
    const { json } = await server.ask('/api/v1/settings')
    const { settings } = (json as { data: { settings: { name: string }[] } }).data

    expect(settings.find(({ name }) => name === 'hfToken')).toStrictEqual({
      name: 'hfToken',
      value: '***',
      origin: 'environment',
      doc: expect.any(String),
      env: ['WEIGHTHOUSE_HF_TOKEN', 'HF_TOKEN'],
      secret: true,
    })
    expect(settings.find(({ name }) => name === 'home')).toMatchObject({ value: server.home, origin: 'environment' })
    expect(JSON.stringify(json)).not.toContain('verysecret')
  })

  test('counts what it knows', async () => {
    expect((await server.ask('/api/v1/statistics')).json).toMatchObject({
      data: { total: 3, removed: 0, sources: [{ source: 'huggingface', total: 3, removed: 0 }] },
    })
  })
})

test('openapi.json is served, for this version', async () => {
  expect((await server.ask('/openapi.json')).json).toMatchObject({ openapi: '3.1.1', info: { version: '0.1.0' } })
})
