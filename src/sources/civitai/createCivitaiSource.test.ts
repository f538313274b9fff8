import { expect, test } from 'vitest'

import { answer, failureOf, startSourceTestServer } from '../testing/startSourceTestServer.ts'
import { createCivitaiSource } from './createCivitaiSource.ts'

const sha256 = 'AB'.repeat(32)

const model = {
  id: 4201,
  name: 'Realistic Vision',
  type: 'Checkpoint',
  modelVersions: [
    { id: 30, status: 'Draft', files: [] },
    {
      id: 20,
      status: 'Published',
      name: 'v2',
      files: [
        { id: 7, name: 'model.safetensors', sizeKB: 3.7294921875, hashes: { SHA256: sha256 } },
        { id: 8, name: 'config.yaml', sizeKB: 1.8 },
      ],
    },
    { id: 10, name: 'v1', files: [{ id: 1, name: 'old.ckpt', sizeKB: 2 }] },
  ],
}

async function startSource(answers: Parameters<typeof startSourceTestServer>[0], token?: string) {
  const server = await startSourceTestServer(answers)
  const source = createCivitaiSource({ http: server.http, endpoint: () => server.url, token })
  return { server, source, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test('a listing is read page by page along the cursors, which may be numbers, and can go on from one', async () => {
  await using opened = await startSource({
    'GET /api/v1/models': (request, response) => {
      const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor')
      const next: Record<string, unknown> = { start: 100, 100: '2023-01-01|5' }
      const items = [{ id: cursor === null ? 1 : cursor.length }]
      response.end(JSON.stringify({ items, metadata: { nextCursor: next[cursor ?? 'start'] } }))
    },
  })
  const seen: unknown[] = []
  for await (const page of opened.source.list({ sort: 'created' })) seen.push([page.records, page.cursor])
  expect(seen).toEqual([
    [[{ id: 1 }], '100'],
    [[{ id: 3 }], '2023-01-01|5'],
    [[{ id: 12 }], null],
  ])
  const resumed: unknown[] = []
  for await (const page of opened.source.list({ sort: 'downloads', cursor: '2023-01-01|5' })) resumed.push(page.cursor)
  expect(resumed).toEqual([null])
  expect(opened.server.requests).toEqual([
    'GET /api/v1/models?limit=100&sort=Oldest&period=AllTime&nsfw=true',
    'GET /api/v1/models?limit=100&sort=Oldest&period=AllTime&nsfw=true&cursor=100',
    'GET /api/v1/models?limit=100&sort=Oldest&period=AllTime&nsfw=true&cursor=2023-01-01%7C5',
    'GET /api/v1/models?limit=100&sort=Most+Downloaded&period=AllTime&nsfw=true&cursor=2023-01-01%7C5',
  ])
})

test('the models that changed last come first, and the number of all is passed on where it is told', async () => {
  await using opened = await startSource({ 'GET /api/v1/models': { items: [], metadata: { totalItems: 906_000 } } })
  expect((await opened.source.list({ sort: 'updated' }).next()).value?.total).toBe(906_000)
  expect(opened.server.requests).toEqual(['GET /api/v1/models?limit=100&sort=Newest&period=AllTime&nsfw=true'])
  await using vague = await startSource({ 'GET /api/v1/models': { items: [], metadata: { totalItems: 'many' } } })
  expect((await vague.source.list({ sort: 'updated' }).next()).value?.total).toBeUndefined()
})

test('a record without a usable id is rejected, a field of the wrong type is left out and counted', async () => {
  await using opened = await startSource({
    'GET /api/v1/models': {
      items: [{ id: 1, name: 5, novel: true }, { id: 'x' }, { id: -3 }, { name: 'nameless' }, null],
    },
  })
  const { value: page } = await opened.source.list({ sort: 'created' }).next()
  expect(page?.records).toEqual([{ id: 1, novel: true }])
  expect(page?.rejected.map((record) => record.id)).toEqual(['x', '-3', undefined, undefined])
  expect([page?.drifted, page?.cursor]).toEqual([{ name: 1 }, null])
})

test('a page that names itself as the next is drift and no endless crawl', async () => {
  await using opened = await startSource({ 'GET /api/v1/models': { items: [], metadata: { nextCursor: 5 } } })
  const list = opened.source.list({ sort: 'created' })
  await list.next()
  expect((await failureOf(list.next())).code).toBe('SOURCE_DRIFT')
})

test('an answer without items is drift', async () => {
  await using opened = await startSource({ 'GET /api/v1/models': { models: [] } })
  expect((await failureOf(opened.source.list({ sort: 'created' }).next())).code).toBe('SOURCE_DRIFT')
})

test('the file tree of no revision is that of the newest published version', async () => {
  await using opened = await startSource({ 'GET /api/v1/models/4201': model })
  expect(await opened.source.getFileTree('4201')).toEqual({
    id: '4201',
    revision: '20',
    commit: '20',
    files: [
      {
        path: 'model.safetensors',
        size: 3819,
        sha256: sha256.toLowerCase(),
        gitSha1: undefined,
        url: `${opened.server.url}/api/download/models/20?fileId=7`,
      },
      {
        path: 'config.yaml',
        size: undefined,
        sha256: undefined,
        gitSha1: undefined,
        url: `${opened.server.url}/api/download/models/20?fileId=8`,
      },
    ],
  })
})

test('the file tree of a version is that version, and one that is not there is REVISION_NOT_FOUND', async () => {
  await using opened = await startSource({ 'GET /api/v1/models/4201': model })
  const tree = await opened.source.getFileTree('4201', { revision: '10' })
  expect([tree.commit, tree.files.map((file) => file.path)]).toEqual(['10', ['old.ckpt']])
  const error = await failureOf(opened.source.getFileTree('4201', { revision: 'main' }))
  expect([error.code, error.hint]).toEqual(['REVISION_NOT_FOUND', 'Its versions: 20 (v2), 10 (v1).'])
})

test('a model that is archived or taken down has no files, one without versions no revision', async () => {
  await using opened = await startSource({
    'GET /api/v1/models/1': { ...model, mode: 'TakenDown' },
    'GET /api/v1/models/2': { id: 2 },
  })
  expect((await opened.source.getFileTree('1')).files).toEqual([])
  expect((await failureOf(opened.source.getFileTree('2'))).code).toBe('REVISION_NOT_FOUND')
})

test('files of one name get their numbers', async () => {
  const files = [
    { id: 1, name: 'Model.safetensors' },
    { id: 2, name: 'model.safetensors' },
    { id: 3, name: 'model-2.safetensors' },
    { id: 4, name: 'README' },
    { id: 5, name: 'README' },
    { id: 6 },
  ]
  await using opened = await startSource({ 'GET /api/v1/models/1': { id: 1, modelVersions: [{ id: 9, files }] } })
  expect((await opened.source.getFileTree('1')).files.map((file) => file.path)).toEqual([
    'Model-1.safetensors',
    'model-2-2.safetensors',
    'model-2.safetensors',
    'README-4',
    'README-5',
    'file-6',
  ])
})

test('a file on disk is found by its hash; an unknown one is undefined', async () => {
  await using opened = await startSource({
    [`GET /api/v1/model-versions/by-hash/${sha256}`]: { id: 20, modelId: 4201, name: 'v2' },
  })
  expect(await opened.source.byHash(sha256.toLowerCase())).toEqual({ id: 20, modelId: 4201, name: 'v2' })
  expect(await opened.source.byHash('0123456789')).toBeUndefined()
  expect((await failureOf(opened.source.byHash('../models'))).code).toBe('INVALID_ARGUMENT')
})

test('many files on disk are found by their hashes in one question', async () => {
  const other = 'F'.repeat(64)
  await using opened = await startSource({
    'POST /api/v1/model-versions/by-hash': [{ id: 20, modelId: 4201, name: 'v2' }, { id: 'none' }, 'nonsense'],
  })
  expect(await opened.source.byHashes([sha256.toLowerCase(), other])).toEqual([{ id: 20, modelId: 4201, name: 'v2' }])
  expect(opened.server.requests).toHaveLength(1)
  for (const hashes of [[], ['0123456789'], Array.from({ length: 101 }, () => other)]) {
    expect((await failureOf(opened.source.byHashes(hashes))).code).toBe('INVALID_ARGUMENT')
  }
})

test.for(['0', '-1', '1.5', '4201/../1', 'abc', '2147483648', ''])('%s is no id and is not asked for', async (id) => {
  await using opened = await startSource({})
  expect((await failureOf(opened.source.getModel(id))).code).toBe('INVALID_ARGUMENT')
  expect(opened.server.requests).toEqual([])
})

test.for([
  { status: 401, body: { error: 'Unauthorized' }, expected: 'UNAUTHORIZED', hint: 'set WEIGHTHOUSE_CIVITAI_TOKEN' },
  { status: 403, body: { error: 'Early Access', deadline: '2026-12-01' }, expected: 'GATED', hint: 'Wait until then' },
  { status: 403, body: { error: 'Forbidden' }, expected: 'GATED', hint: '/models/4201' },
  { status: 403, body: '<html>no JSON</html>', expected: 'GATED', hint: '/models/4201' },
  { status: 404, body: { error: 'No model' }, expected: 'MODEL_NOT_FOUND', hint: '/models/4201' },
  { status: 410, body: { error: 'Archived' }, expected: 'FILE_NOT_FOUND', hint: '/models/4201' },
  { status: 400, body: {}, expected: 'SOURCE_ERROR', hint: 'endpoint' },
])('an answer of $status $body is $expected', async ({ status, body, expected, hint }) => {
  await using opened = await startSource({ 'GET /api/v1/models/4201': answer(status, {}, body) })
  const error = await failureOf(opened.source.getModel('4201'))
  expect(error.code).toBe(expected)
  expect(error.hint).toContain(hint)
})

test('early access names its end', async () => {
  await using opened = await startSource({
    'GET /api/download/models/20': answer(403, {}, { error: 'Early Access', deadline: '2026-12-01T00:00:00Z' }),
  })
  const download = opened.server.http.request({ url: `${opened.server.url}/api/download/models/20?fileId=7` })
  expect(opened.source.explainError(await failureOf(download), '4201')).toMatchObject({
    code: 'GATED',
    message: 'Model 4201 is in early access until 2026-12-01T00:00:00Z.',
    details: { deadline: '2026-12-01T00:00:00Z', status: 403 },
  })
})

test('a wrong token is told, for a model and for the listing', async () => {
  await using opened = await startSource(
    { 'GET /api/v1/models/4201': answer(401), 'GET /api/v1/models': answer(401) },
    'wrong',
  )
  const errors = [
    await failureOf(opened.source.getModel('4201')),
    await failureOf(opened.source.list({ sort: 'created' }).next()),
  ]
  expect(errors.map((error) => error.code)).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED'])
  expect(opened.server.authorizations).toEqual(['Bearer wrong', 'Bearer wrong'])
})

test('what is no model is drift', async () => {
  await using opened = await startSource({ 'GET /api/v1/models/4201': ['not', 'a', 'model'] })
  expect((await failureOf(opened.source.getModel('4201'))).code).toBe('SOURCE_DRIFT')
})

test('a probe tells whether CivitAI answers', async () => {
  await using opened = await startSource({ 'GET /api/v1/models?limit=1': { items: [] } })
  expect(await opened.source.probe()).toEqual({ reachable: true, reason: undefined })
  expect(opened.source.pageUrl('4201')).toBe(`${opened.server.url}/models/4201`)
})
