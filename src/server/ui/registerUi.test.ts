import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { securityHeaders } from '../security/securityHeaders.ts'
import { registerUi } from './registerUi.ts'

let folder: string
let app: FastifyInstance
let url: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-ui-'))
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
})

afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

async function open(build = true): Promise<void> {
  if (build) {
    await writeFile(join(folder, 'dist', 'index.html'), '<!doctype html><title>the page</title>')
    await writeFile(join(folder, 'dist', 'assets', 'index-abc123.js'), 'run()')
    await writeFile(join(folder, 'dist', '.env'), 'hidden')
  }
  app = fastify()
  securityHeaders(app)
  await registerUi(app, join(folder, 'dist'))
  url = await app.listen({ host: '127.0.0.1', port: 0 })
}

/** As a browser asks for a page; the path is sent as it is, dots and all. */
function get(
  path: string,
  accept = 'text/html',
): Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({ hostname, port, path, headers: { accept } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
    sent.on('error', reject).end()
  })
}

test('the start page and the pages that only the UI knows are index.html, asked for anew each time', async () => {
  await open()
  for (const path of ['/', '/library', '/models/acme--Otter-7B.gguf?tab=files']) {
    const { status, headers, text } = await get(path)
    expect([path, status, headers['cache-control'], text]).toStrictEqual([
      path,
      200,
      'no-cache',
      '<!doctype html><title>the page</title>',
    ])
  }
})

test('files whose name has their hash are kept for a year', async () => {
  await open()
  const { status, headers, text } = await get('/assets/index-abc123.js', '*/*')

  expect([status, headers['cache-control'], text]).toStrictEqual([200, 'public, max-age=31536000, immutable', 'run()'])
})

test('a file that does not exist is 404 for whoever wants no page', async () => {
  await open()
  const { status, headers, text } = await get('/assets/index-old.js', '*/*')

  expect([status, headers['content-type'], JSON.parse(text).error.code]).toStrictEqual([
    404,
    'application/json; charset=utf-8',
    'NOT_FOUND',
  ])
})

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/....//secret.txt',
  '/.env',
  '/%00/secret.txt',
])('%s leads nowhere', async (path) => {
  await open()
  const { status, text } = await get(path, '*/*')

  expect(status).toBeGreaterThanOrEqual(400)
  expect(text).not.toContain('secret\n')
  expect(['secret', 'hidden']).not.toContain(text)
})

test('pages may load from here only and are framed by nobody', async () => {
  await open()
  const { headers } = await get('/')

  expect(headers).toMatchObject({
    'content-security-policy': expect.stringMatching(
      /^default-src 'self'; script-src 'self';.*frame-ancestors 'none'$/,
    ),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  })
})

test('a UI that is not built says how to build it', async () => {
  await open(false)
  const { status, text } = await get('/')

  expect(status).toBe(503)
  expect(text).toContain('npm start')
})
