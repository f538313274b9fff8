import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'

import { silentLog } from '../../foundation/log.ts'
import { answerErrors } from '../rest/answerErrors.ts'
import { checkHost } from './checkHost.ts'
import { checkOrigin } from './checkOrigin.ts'

let app: FastifyInstance

afterEach(() => app.close())

function open(host: string): void {
  app = fastify()
  answerErrors(app, silentLog)
  checkHost(app, host)
  checkOrigin(app)
  app.all('/', async () => 'here')
}

async function statusFor(headers: Record<string, string>, method: 'GET' | 'POST' = 'GET'): Promise<number> {
  return (await app.inject({ method, url: '/', headers })).statusCode
}

test.each([
  ['127.0.0.1:7878', 200],
  ['localhost', 200],
  ['LOCALHOST:7878', 200],
  ['[::1]:7878', 200],
  ['evil.example', 403],
  ['127.0.0.1.evil.example:7878', 403],
  ['localhost.evil.example', 403],
  ['localhost@evil.example', 403],
  ['a b', 403],
])('bound to 127.0.0.1, a request for the host %j is answered with %i', async (host, status) => {
  open('127.0.0.1')

  expect(await statusFor({ host })).toBe(status)
})

test('the configured host is ours, too', async () => {
  open('127.0.0.2')

  expect(await statusFor({ host: '127.0.0.2:7878' })).toBe(200)
  expect(await statusFor({ host: '127.0.0.3:7878' })).toBe(403)
})

test('reachable from outside, every host is accepted', async () => {
  open('0.0.0.0')

  expect(await statusFor({ host: 'models.example.org' })).toBe(200)
})

test.each([
  [{ origin: 'http://127.0.0.1:7878' }, 200],
  [{}, 200],
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'http://127.0.0.1:9999' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-origin' }, 200],
])('a POST with %j is answered with %i', async (headers, status) => {
  open('127.0.0.1')

  expect(await statusFor({ host: '127.0.0.1:7878', ...headers }, 'POST')).toBe(status)
})

test('a GET of another origin is answered, without leave to read the answer', async () => {
  open('127.0.0.1')
  const answer = await app.inject({ url: '/', headers: { host: 'localhost', origin: 'https://evil.example' } })

  expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toStrictEqual([200, undefined])
})
