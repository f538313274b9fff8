import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createNetServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { type ErrorCode, isWeighthouseError, type WeighthouseError } from '../errors.ts'
import { type Log, silentLog } from '../log.ts'
import { createHttpClient, type HttpClientOptions } from './createHttpClient.ts'
import type { HttpClient } from './httpClient.ts'
import { requestJson } from './requestJson.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

interface TestServer {
  url: string
  requests: IncomingMessage[]
}

async function serve(listener: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = []
  const server: Server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** A client that notes how long it would wait between tries, and does not. */
function createClient(options: Partial<HttpClientOptions> = {}): HttpClient & { waits: number[] } {
  const waits: number[] = []
  const client = createHttpClient({
    timeoutMs: 5000,
    userAgent: 'weighthouse/0.1.0',
    log: silentLog,
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms)
    },
    ...options,
  })
  cleanups.push(() => client.close())
  return { ...client, waits }
}

async function failure(work: Promise<unknown>): Promise<WeighthouseError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isWeighthouseError(error)) throw new Error(`expected a WeighthouseError, got ${String(error)}`)
  return error
}

async function failureCode(work: Promise<unknown>): Promise<ErrorCode> {
  return (await failure(work)).code
}

test('a request that succeeds yields status, headers, address and text', async () => {
  const server = await serve((_, response) => {
    response.setHeader('X-Two', ['a', 'b'])
    response.end('grüezi')
  })
  const response = await createClient().request({ url: `${server.url}/x?y=1` })
  expect(response.status).toBe(200)
  expect(response.headers['x-two']).toBe('a, b')
  expect(response.url).toBe(`${server.url}/x?y=1`)
  expect(response.redirects).toEqual([])
  expect(await response.text()).toBe('grüezi')
  expect(server.requests[0]?.headers['user-agent']).toBe('weighthouse/0.1.0')
})

test('a POST carries its body and its headers', async () => {
  const bodies: string[] = []
  const server = await serve((request, response) => {
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => bodies.push(chunk))
    request.on('end', () => response.end('ok'))
  })
  const response = await createClient().request({
    url: server.url,
    method: 'POST',
    body: '{"paths":[]}',
    headers: { 'Content-Type': 'application/json' },
  })
  expect(await response.text()).toBe('ok')
  expect(bodies.join('')).toBe('{"paths":[]}')
  expect(server.requests[0]?.headers['content-type']).toBe('application/json')
})

test('files are asked for without encoding, JSON with', async () => {
  const server = await serve((_, response) => response.end('{}'))
  const client = createClient()
  await (await client.request({ url: server.url })).text()
  await (await client.request({ url: server.url, headers: { Accept: 'application/json' } })).text()
  expect(server.requests.map((request) => request.headers['accept-encoding'])).toEqual([
    'identity',
    'gzip, deflate, br',
  ])
})

test.for([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('an answer in %s is decoded, though nobody asked for it', async ([name, encode]) => {
  const encoded = encode('weights '.repeat(1000))
  const server = await serve((_, response) => {
    response.setHeader('content-encoding', name)
    response.setHeader('content-length', encoded.length)
    response.end(encoded)
  })
  const response = await createClient().request({ url: server.url })
  expect(response.headers['content-length']).toBeUndefined()
  expect(await response.text()).toBe('weights '.repeat(1000))
})

test('an answer that is not in the encoding it names fails as a broken connection', async () => {
  const server = await serve((_, response) => {
    response.setHeader('content-encoding', 'gzip')
    response.end('this is not gzip')
  })
  const response = await createClient().request({ url: server.url })
  expect(await failureCode(response.text())).toBe('SOURCE_UNREACHABLE')
})

test('an answer in an unknown encoding is an error that names it', async () => {
  const server = await serve((_, response) => {
    response.setHeader('content-encoding', 'rot13')
    response.end('jrvtug')
  })
  const error = await failure(createClient().request({ url: server.url }))
  expect(error.code).toBe('SOURCE_ERROR')
  expect(error.details['encoding']).toBe('rot13')
})

test('408, 429 and 5xx are tried again with growing, jittered waits', async () => {
  const statuses = [408, 429, 500, 503, 200]
  const server = await serve((_, response) => {
    response.statusCode = statuses.shift() ?? 500
    response.end('done')
  })
  const client = createClient()
  expect(await (await client.request({ url: server.url })).text()).toBe('done')
  expect(client.waits).toEqual([250, 500, 1000, 2000])
})

test('a broken connection is tried again', async () => {
  let count = 0
  const server = await serve((request, response) => {
    count += 1
    if (count < 3) request.socket.destroy()
    else response.end('third time')
  })
  const client = createClient()
  expect(await (await client.request({ url: server.url })).text()).toBe('third time')
  expect(client.waits).toEqual([250, 500])
})

test('Retry-After in seconds is waited for', async () => {
  const server = await serve((_, response) => {
    response.statusCode = server.requests.length === 1 ? 503 : 200
    response.setHeader('retry-after', '7')
    response.end()
  })
  const client = createClient()
  await client.request({ url: server.url })
  expect(client.waits).toEqual([7000])
})

test('Retry-After as a date is waited for, and never longer than five minutes', async () => {
  const now = Date.parse('2026-11-01T00:00:00Z')
  const dates = ['Sun, 01 Nov 2026 00:00:20 GMT', 'Mon, 02 Nov 2026 00:00:00 GMT', 'Sat, 31 Oct 2026 00:00:00 GMT']
  const server = await serve((_, response) => {
    const date = dates[server.requests.length - 1]
    response.statusCode = date === undefined ? 200 : 429
    if (date !== undefined) response.setHeader('retry-after', date)
    response.end()
  })
  const client = createClient({ clock: () => now })
  await client.request({ url: server.url })
  expect(client.waits).toEqual([20_000, 300_000, 0])
})

test("Hugging Face's RateLimit header says how long the window lasts", async () => {
  const server = await serve((_, response) => {
    response.statusCode = server.requests.length === 1 ? 429 : 200
    response.setHeader('RateLimit', '"api";r=0;t=55')
    response.end()
  })
  const client = createClient()
  await client.request({ url: server.url })
  expect(client.waits).toEqual([55_000])
})

test('a 429 that does not end is RATE_LIMITED and says when to come back', async () => {
  const server = await serve((_, response) => {
    response.statusCode = 429
    response.setHeader('RateLimit', '"api";r=0;t=55')
    response.end()
  })
  const error = await failure(createClient().request({ url: server.url, retries: 1 }))
  expect(error.code).toBe('RATE_LIMITED')
  expect(error.details).toMatchObject({ status: 429, retryAfterMs: 55_000 })
  expect(error.hint).toContain('Wait 55 seconds')
  expect(server.requests.length).toBe(2)
})

test('a 4xx is final and carries status, X-Error-Code and the start of the body', async () => {
  const server = await serve((_, response) => {
    response.statusCode = 404
    response.setHeader('X-Error-Code', 'RepoNotFound')
    response.end('x'.repeat(2000))
  })
  const error = await failure(createClient().request({ url: server.url }))
  expect(error.code).toBe('SOURCE_ERROR')
  expect(error.details).toMatchObject({ status: 404, errorCode: 'RepoNotFound', body: 'x'.repeat(500) })
  expect(server.requests.length).toBe(1)
})

test('a status that the caller accepts is an answer', async () => {
  const server = await serve((_, response) => {
    response.statusCode = 416
    response.end('range')
  })
  const response = await createClient().request({ url: server.url, accept: [416] })
  expect([response.status, await response.text()]).toEqual([416, 'range'])
})

test('a server that nobody runs is SOURCE_UNREACHABLE', async () => {
  const server = createNetServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const error = await failure(createClient().request({ url: `http://127.0.0.1:${port}/`, retries: 0 }))
  expect(error.code).toBe('SOURCE_UNREACHABLE')
  expect(error.details['reason']).toBe('ECONNREFUSED')
})

test('a server that accepts and says nothing is given up after the timeout', async () => {
  const server = await serve(() => {})
  const error = await failure(createClient().request({ url: server.url, timeoutMs: 200, retries: 1 }))
  expect(error.code).toBe('SOURCE_UNREACHABLE')
  expect(error.message).toContain('said nothing for 0.2 seconds')
  expect(server.requests.length).toBe(2)
})

test('a body that stops in the middle is given up after the timeout', async () => {
  const server = await serve((_, response) => {
    response.setHeader('content-length', 10)
    response.write('half')
  })
  const response = await createClient().request({ url: server.url, timeoutMs: 200 })
  expect(await failureCode(response.text())).toBe('SOURCE_UNREACHABLE')
})

test('a body that breaks off is an error for whoever reads it, also later', async () => {
  const server = await serve((request, response) => {
    response.setHeader('content-length', 10)
    response.write('half', () => request.socket.destroy())
  })
  const response = await createClient().request({ url: server.url })
  await new Promise<void>((resolve) => response.body.on('close', resolve))
  expect(await failureCode(response.text())).toBe('SOURCE_UNREACHABLE')
})

test('JSON whose body breaks off is asked for again', async () => {
  const server = await serve((request, response) => {
    const text = '{"answer":42}'
    response.setHeader('content-length', text.length)
    if (server.requests.length > 1) response.end(text)
    else response.write('{"ans', () => request.socket.destroy())
  })
  const { value } = await requestJson(createClient(), { url: server.url }, z.object({ answer: z.number() }))
  expect(value).toEqual({ answer: 42 })
})

test('what is not HTTP is SOURCE_UNREACHABLE', async () => {
  const server = createNetServer((socket) => {
    socket.on('error', () => {})
    socket.resume().end('220 mail.example ESMTP\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  const { port } = server.address() as AddressInfo
  expect(await failureCode(createClient().request({ url: `http://127.0.0.1:${port}/`, retries: 0 }))).toBe(
    'SOURCE_UNREACHABLE',
  )
})

test('a redirect is followed and its headers are kept', async () => {
  const cdn = await serve((_, response) => response.end('bytes'))
  const hub = await serve((_, response) => {
    response.writeHead(302, { location: `${cdn.url}/blob?Signature=s3cret`, 'X-Linked-Size': '5' }).end()
  })
  const response = await createClient().request({ url: `${hub.url}/resolve` })
  expect(await response.text()).toBe('bytes')
  expect(response.url).toBe(`${cdn.url}/blob?Signature=s3cret`)
  expect(response.redirects).toMatchObject([
    { url: `${hub.url}/resolve`, status: 302, headers: { 'x-linked-size': '5' } },
  ])
})

test('a token goes to its own origin and not along with a redirect to another', async () => {
  const cdn = await serve((_, response) => response.end())
  const hub = await serve((request, response) => {
    response.writeHead(302, { location: request.url === '/1' ? '/2' : cdn.url }).end()
  })
  await createClient().request({ url: `${hub.url}/1`, token: { value: 'hf_secretsecret', origin: hub.url } })
  expect(hub.requests.map((request) => request.headers.authorization)).toEqual([
    'Bearer hf_secretsecret',
    'Bearer hf_secretsecret',
  ])
  expect(cdn.requests.map((request) => request.headers.authorization)).toEqual([undefined])
})

test('a token of another origin is not sent, not even on the way back to where it belongs by accident', async () => {
  const own = await serve((_, response) => response.end())
  const other = await serve((_, response) => response.writeHead(307, { location: own.url }).end())
  await createClient().request({ url: other.url, token: { value: 'hf_secretsecret', origin: own.url } })
  expect(other.requests[0]?.headers.authorization).toBeUndefined()
  expect(own.requests[0]?.headers.authorization).toBe('Bearer hf_secretsecret')
})

test("a request's own authorization and cookie headers stay on the first origin", async () => {
  const cdn = await serve((_, response) => response.end())
  const hub = await serve((_, response) => response.writeHead(302, { location: cdn.url }).end())
  await createClient().request({ url: hub.url, headers: { Authorization: 'Basic abc', Cookie: 'a=b', 'X-Keep': '1' } })
  expect(cdn.requests[0]?.headers).toMatchObject({ 'x-keep': '1' })
  expect([cdn.requests[0]?.headers.authorization, cdn.requests[0]?.headers.cookie]).toEqual([undefined, undefined])
})

test('with follow false the redirect is the answer', async () => {
  const hub = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
  const response = await createClient().request({ url: hub.url, method: 'HEAD', follow: false })
  expect([response.status, response.headers['location']]).toEqual([302, 'http://127.0.0.1:1/'])
})

test('redirects in a circle are recognised', async () => {
  const server = await serve((request, response) =>
    response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end(),
  )
  const error = await failure(createClient().request({ url: `${server.url}/a` }))
  expect([error.code, server.requests.length]).toEqual(['SOURCE_ERROR', 2])
})

test('more than ten redirects are too many', async () => {
  const server = await serve((_, response) => response.writeHead(302, { location: `/${server.requests.length}` }).end())
  expect(await failureCode(createClient().request({ url: `${server.url}/0` }))).toBe('SOURCE_ERROR')
  expect(server.requests.length).toBe(11)
})

test.for(['file:///etc/passwd', 'ftp://example.org/', 'http://'])('a redirect to %s is refused', async (location) => {
  const server = await serve((_, response) => response.writeHead(302, { location }).end())
  expect(await failureCode(createClient().request({ url: server.url }))).toBe('SOURCE_ERROR')
})

test.for(['file:///etc/passwd', 'not an address'])('a request to %s is refused', async (url) => {
  expect(await failureCode(createClient().request({ url }))).toBe('INVALID_ARGUMENT')
})

test('offline, every request fails at once and nothing is sent', async () => {
  const server = await serve((_, response) => response.end())
  const client = createClient({ offline: () => true })
  const error = await failure(client.request({ url: server.url }))
  expect([error.code, error.details['reason'], server.requests.length, client.waits]).toEqual([
    'SOURCE_UNREACHABLE',
    'OFFLINE',
    0,
    [],
  ])
})

test('an abort ends a request that waits for its answer', async () => {
  const abort = new AbortController()
  const server = await serve(() => abort.abort())
  expect(await failureCode(createClient().request({ url: server.url, signal: abort.signal }))).toBe('CANCELLED')
})

test('an abort ends the wait between two tries', async () => {
  const abort = new AbortController()
  const server = await serve((_, response) => {
    response.writeHead(503, { 'retry-after': '300' }).end()
    setTimeout(() => abort.abort(), 50)
  })
  const client = createHttpClient({ timeoutMs: 5000, userAgent: 'weighthouse/0.1.0', log: silentLog })
  cleanups.push(() => client.close())
  expect(await failureCode(client.request({ url: server.url, signal: abort.signal }))).toBe('CANCELLED')
  expect(server.requests.length).toBe(1)
})

test('an abort ends a body that is being read', async () => {
  const abort = new AbortController()
  const server = await serve((_, response) => {
    response.write('first')
  })
  const response = await createClient().request({ url: server.url, signal: abort.signal })
  const text = response.text()
  abort.abort()
  expect(await failureCode(text)).toBe('CANCELLED')
})

test('an aborted signal sends nothing', async () => {
  const server = await serve((_, response) => response.end())
  expect(await failureCode(createClient().request({ url: server.url, signal: AbortSignal.abort() }))).toBe('CANCELLED')
  expect(server.requests.length).toBe(0)
})

test('closing the client ends what is under way', async () => {
  const client = createClient()
  const server = await serve(() => void client.close())
  expect(await failureCode(client.request({ url: server.url }))).toBe('CANCELLED')
})

test('a destroyed body closes its connection', async () => {
  const closed = Promise.withResolvers<void>()
  const server = await serve((request, response) => {
    request.socket.on('close', () => closed.resolve())
    response.write('x'.repeat(1000))
  })
  const response = await createClient().request({ url: server.url })
  response.body.destroy()
  await closed.promise
  expect(response.body.destroyed).toBe(true)
})

test('an answer that is a web page instead of JSON is SOURCE_DRIFT', async () => {
  const server = await serve((_, response) => response.end('<!doctype html><title>Login</title>'))
  const response = await createClient().request({ url: server.url })
  const error = await failure(response.json(z.object({})))
  expect(error.code).toBe('SOURCE_DRIFT')
  expect(error.hint).toContain('login')
})

test('JSON of another shape is SOURCE_DRIFT and names the field', async () => {
  const server = await serve((_, response) => response.end('{"id":7}'))
  const response = await createClient().request({ url: server.url })
  const error = await failure(response.json(z.object({ id: z.string() })))
  expect(error.code).toBe('SOURCE_DRIFT')
  expect(error.details['issues']).toContain('id')
})

test('no secret of an address reaches an error or the log', async () => {
  const lines: string[] = []
  const note = (fields: Record<string, unknown>, message: string) => lines.push(JSON.stringify(fields) + message)
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const cdn = await serve((_, response) => response.writeHead(503).end())
  const hub = await serve((_, response) =>
    response.writeHead(302, { location: `${cdn.url}/f?X-Goog-Signature=s3cret` }).end(),
  )
  const url = `${hub.url.replace('//', '//user:s3cret@')}/f?token=s3cret`
  const error = await failure(createClient({ log }).request({ url, retries: 1 }))
  expect(lines.length).toBe(1)
  expect(JSON.stringify([error.message, error.hint, error.details, lines])).not.toContain('s3cret')
})

test('a proxy is asked for what is elsewhere, and not for this machine', async () => {
  const origin = await serve((_, response) => response.end('from the origin'))
  const proxy = await serve((_, response) => response.end('from elsewhere'))
  const address = proxy.url
  const client = createClient({ proxy: { http: address, https: address, except: '.intranet.example' } })
  const response = await client.request({ url: 'http://models.example/x' })
  expect(await response.text()).toBe('from elsewhere')
  expect(proxy.requests.map(({ url }) => url)).toEqual(['http://models.example/x'])
  expect(await (await client.request({ url: origin.url })).text()).toBe('from the origin')
  expect(proxy.requests).toHaveLength(1)
})
