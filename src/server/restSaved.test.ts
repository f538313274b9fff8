import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

const newcomer = {
  ...sampleRecords[0],
  id: 'acme/Otter-8B',
  downloads: 7,
  createdAt: '2026-02-03T04:05:06.000Z',
  cardData: { license: 'apache-2.0', base_model: 'acme/Otter-7B' },
  tags: [...sampleRecords[0].tags, 'base_model:acme/Otter-7B', 'base_model:finetune:acme/Otter-7B'],
}

let server: TestServer
let hook: Server
let hooked: unknown[] = []

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      hooked.push(JSON.parse(body))
      response.end()
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  server = await openTestServer({ env: { WEIGHTHOUSE_OFFLINE: '0' } })
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(async () => {
  await server.close()
  hook.close()
})

async function send(method: string, path: string, body?: unknown) {
  return server.ask(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
}

async function read(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function idOf({ json }: { json: unknown }): string {
  return (json as { data: { id: string } }).data.id
}

describe('a saved search', () => {
  test('tells what it finds anew: in its feed, by its count, and by webhook', async () => {
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
    const query = 'query=otter&licenseClass=permissive'
    const created = await send('POST', '/api/v1/saved-searches', { name: 'Otters', query, webhookUrl: url })
    const path = `/api/v1/saved-searches/${idOf(created)}`

    expect(created.json).toMatchObject({
      data: { name: 'Otters', query: 'query=otter&license_class=permissive', webhookUrl: url, unseen: 0 },
    })
    expect((await send('GET', `${path}/entries`)).json).toStrictEqual({ data: [], meta: { total: 0 } })

    await server.weighthouse.catalog.writeRecords('huggingface', [newcomer])
    expect((await send('POST', `${path}/check`)).json).toMatchObject({ data: { unseen: 1, webhookError: '' } })
    expect(hooked).toHaveLength(1)
    expect(JSON.stringify(hooked)).toContain('acme--Otter-8B')
    expect((await send('GET', `${path}/entries`)).json).toMatchObject({
      data: [{ slug: 'acme--Otter-8B', entry: { slug: 'acme--Otter-8B' }, unseen: true }],
      meta: { total: 1 },
    })

    const atom = await read(`${path}/feed.atom`)
    expect([atom.status, atom.headers.get('content-type')]).toStrictEqual([200, 'application/atom+xml; charset=utf-8'])
    expect(atom.text).toContain('<title>acme/Otter-8B</title>')
    expect(atom.text).toContain(`<link rel="self" type="application/atom+xml" href="${server.url}${path}/feed.atom"/>`)

    expect((await send('POST', `${path}/seen`)).json).toMatchObject({ data: { unseen: 0 } })
    expect((await send('GET', '/api/v1/saved-searches')).json).toMatchObject({ data: [{ name: 'Otters' }] })
    expect((await send('DELETE', path)).json).toMatchObject({ data: { name: 'Otters' } })
    expect((await send('GET', path)).status).toBe(404)
  })

  test.each([
    [{ name: 'x', query: 'colour=red' }, '"colour" is no field of a search.'],
    [{ name: 'x', query: 'parameters=9..1' }, 'ends before it begins'],
    [{ name: 'x', query: '', webhookUrl: 'ftp://example.com' }, 'The address of the webhook cannot be used.'],
    [{ name: '', query: '' }, 'name: '],
  ])('%j is refused', async (body, message) => {
    expect(await send('POST', '/api/v1/saved-searches', body)).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) } },
    })
  })
})

describe('a collection', () => {
  test('is created, filled, noted, renamed and forgotten', async () => {
    const created = await send('POST', '/api/v1/collections', { name: 'Pets' })
    const path = `/api/v1/collections/${idOf(created)}`

    expect(await send('PUT', `${path}/models/acme%2FOtter-7B`, { note: 'swims' })).toMatchObject({
      status: 200,
      json: {
        data: { name: 'Pets', modelsTotal: 1, models: [{ slug: 'acme--Otter-7B', note: 'swims', entry: {} }] },
      },
    })
    expect((await send('PUT', `${path}/models/nobody--nothing`)).status).toBe(404)
    expect((await send('PATCH', path, { name: 'Animals' })).json).toMatchObject({ data: { name: 'Animals' } })
    expect((await send('GET', '/api/v1/collections')).json).toMatchObject({
      data: [{ name: 'Animals', modelsTotal: 1, models: [] }],
      meta: { total: 1 },
    })
    const feed = await read(`${path}/feed.json`)
    expect([feed.status, feed.headers.get('content-type')]).toStrictEqual([200, 'application/feed+json; charset=utf-8'])
    expect(JSON.parse(feed.text)).toMatchObject({
      title: 'Animals',
      items: [{ url: `${server.url}/models/acme--Otter-7B`, content_text: expect.stringContaining('swims') }],
    })
    expect((await send('DELETE', `${path}/models/acme--Otter-7B`)).json).toMatchObject({ data: { models: [] } })
    expect((await send('DELETE', path)).json).toMatchObject({ data: { name: 'Animals' } })
    expect((await send('GET', path)).status).toBe(404)
    expect((await read(`${path}/feed.json`)).status).toBe(404)
  })
})

describe('the derivatives of a model', () => {
  test('are a feed, with validators that spare an unchanged one', async () => {
    await server.weighthouse.catalog.writeRecords('huggingface', [newcomer])
    const path = '/api/v1/models/acme--Otter-7B/derivatives'
    const first = await read(`${path}.json`)
    const [tag, modified] = [first.headers.get('etag') ?? '', first.headers.get('last-modified') ?? '']

    expect((JSON.parse(first.text) as { items: unknown[] }).items[0]).toMatchObject({
      url: `${server.url}/models/acme--Otter-8B`,
      date_published: '2026-02-03T04:05:06.000Z',
      content_text: expect.stringContaining('fine-tuned from acme/Otter-7B'),
    })
    expect(modified).toBe('Tue, 03 Feb 2026 04:05:06 GMT')
    expect((await read(`${path}.json`, { 'if-none-match': tag })).status).toBe(304)
    expect((await read(`${path}.json`, { 'if-modified-since': modified })).status).toBe(304)
    expect((await read(`${path}.json`, { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await read(`${path}.atom`)).text).toContain('<updated>2026-02-03T04:05:06.000Z</updated>')
    expect((await read('/api/v1/models/nobody--nothing/derivatives.atom')).status).toBe(404)
    expect((await read(`${path}.atom?x=1`)).status).toBe(400)
    expect((await read(`${path}.atom?limit=101`)).status).toBe(400)
    expect((await read(`${path}.atom?limit=1`)).text).toContain('<link rel="next"')
  })
})
