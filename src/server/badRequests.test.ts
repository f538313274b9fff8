import { request as httpRequest } from 'node:http'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
})

afterAll(() => server.close())

/** A raw request, for headers that fetch does not let through. */
function statusOf(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(server.url + path, { headers, method }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject)
    request.end()
  })
}

describe('bad requests', () => {
  const json = { 'content-type': 'application/json' }

  test.each([
    ['a body that is not JSON', { method: 'POST', headers: json, body: '{"model":' }, 'The body is not valid JSON'],
    ['a body that is no object', { method: 'POST', headers: json, body: '[1]' }, 'The body must be a JSON object'],
    ['a form', { method: 'POST', body: new URLSearchParams({ model: 'a/b' }) }, 'Unsupported Media Type'],
    ['plain text', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }, 'Unsupported Media Type'],
    ['too much', { method: 'POST', headers: json, body: `"${'x'.repeat(1024 * 1024)}"` }, 'Request body is too large'],
    [
      'an unknown field',
      { method: 'POST', headers: json, body: '{"__proto__":{"model":"a"}}' },
      'The body is not usable',
    ],
    [
      'a list that is too long',
      { method: 'POST', headers: json, body: JSON.stringify({ model: 'a/b', include: Array(1001).fill('*') }) },
      'include: ',
    ],
    [
      'a list with an item that is too long',
      { method: 'POST', headers: json, body: JSON.stringify({ model: 'a/b', exclude: ['*', 'x'.repeat(1001)] }) },
      'exclude[1]: ',
    ],
  ])('%s is refused', async (_name, init, message) => {
    expect(await server.ask('/api/v1/pull', init)).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) } },
    })
  })

  test.each([
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/'],
    ['GET', '/v1/nothing'],
    ['PUT', '/api/v1/pull'],
    ['GET', '/api/v1/models/a/b/c'],
  ])('%s %s is nowhere', async (method, path) => {
    const { status, json } = await server.ask(path, { method, headers: { accept: 'text/html' } })

    expect([status, json]).toStrictEqual([
      404,
      {
        error: {
          code: 'NOT_FOUND',
          message: `There is nothing at ${method} ${path}.`,
          hint: 'See /openapi.json for what there is.',
          details: {},
        },
      },
    ])
  })

  test('a broken percent-encoding is refused', async () => {
    expect(await server.ask('/api/v1/models/%ZZ')).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT' } },
    })
  })

  test('a page of another host or origin is refused', async () => {
    const port = new URL(server.url).port

    expect(await statusOf('/api/v1/health', { host: `127.0.0.1:${port}` })).toBe(200)
    expect(await statusOf('/api/v1/health', { host: 'rebound.example' })).toBe(403)
    expect(await statusOf('/', { host: 'rebound.example', accept: 'text/html' })).toBe(403)
    expect(await statusOf('/api/v1/scan', { origin: 'https://evil.example' }, 'POST')).toBe(403)
    expect(await statusOf('/weighthouse.v1.JobService/ListJobs', { origin: 'https://evil.example' }, 'POST')).toBe(403)
    expect(await statusOf('/api/v1/scan', { origin: server.url }, 'POST')).toBe(200)
  })

  test('an error is an answer that no browser runs, and no other origin reads', async () => {
    const { headers } = await server.ask('/api/v1/nothing')

    expect(
      Object.fromEntries(
        ['x-content-type-options', 'cache-control', 'access-control-allow-origin'].map((name) => [
          name,
          headers.get(name),
        ]),
      ),
    ).toStrictEqual({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'access-control-allow-origin': null,
    })
  })
})
