import { expect, test } from 'vitest'

import { answer, failureOf, startSourceTestServer } from '../testing/startSourceTestServer.ts'
import { createHuggingFaceSource } from './createHuggingFaceSource.ts'

const commit = 'a'.repeat(40)
const sha256 = 'b'.repeat(64)

type Answers = Parameters<typeof startSourceTestServer>[0]

async function startSource(answers: Answers, token?: string) {
  const server = await startSourceTestServer(answers)
  const source = createHuggingFaceSource({ http: server.http, endpoint: () => server.url, token })
  return { server, source, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test('a listing is read page by page along the next links, and can go on from a cursor', async () => {
  let url = ''
  await using opened = await startSource({
    'GET /api/models': (request, response) => {
      const cursor = new URL(request.url ?? '', url).searchParams.get('cursor')
      const next = { '': 'c1', c1: 'c2=' }[cursor ?? '']
      if (next) {
        const query = `sort=createdAt&cursor=${encodeURIComponent(next)}`
        response.setHeader('link', `<${url}/api/models?${query}>; rel="next"`)
      }
      response.end(JSON.stringify([{ id: `owner/after-${cursor?.replace('=', '') ?? 'start'}` }]))
    },
  })
  url = opened.server.url
  const seen: unknown[] = []
  for await (const page of opened.source.list({ sort: 'created' })) {
    seen.push([page.records.map((record) => record.id), page.cursor])
  }
  expect(seen).toEqual([
    [['owner/after-start'], 'c1'],
    [['owner/after-c1'], 'c2='],
    [['owner/after-c2'], null],
  ])
  const resumed: string[] = []
  for await (const page of opened.source.list({ sort: 'created', cursor: 'c2=' })) {
    resumed.push(...page.records.map((record) => record.id))
  }
  expect(resumed).toEqual(['owner/after-c2'])
})

test('the number of all models is passed on where the server tells it', async () => {
  let total = '2500000'
  await using opened = await startSource({
    'GET /api/models': (_, response) => {
      response.setHeader('x-total-count', total)
      response.end('[]')
    },
  })
  expect((await opened.source.list({ sort: 'updated' }).next()).value?.total).toBe(2_500_000)
  total = 'many'
  expect((await opened.source.list({ sort: 'updated' }).next()).value).toEqual({
    records: [],
    rejected: [],
    drifted: {},
    cursor: null,
  })
})

test('a listing asks for what the catalog uses, 1,000 at a time, in the order that was asked for', async () => {
  await using opened = await startSource({ 'GET /api/models': [] })
  for (const sort of ['created', 'downloads', 'updated'] as const) {
    for await (const _ of opened.source.list({ sort }));
  }
  const queries = opened.server.requests.map((request) => new URL(request.split(' ')[1] ?? '', 'http://x').searchParams)
  expect(queries.map((query) => [query.get('sort'), query.get('direction'), query.get('limit')])).toEqual([
    ['createdAt', '-1', '1000'],
    ['downloads', '-1', '1000'],
    ['lastModified', '-1', '1000'],
  ])
  expect(queries[0]?.getAll('expand').join(' ')).toBe(
    'author cardData createdAt disabled downloads gated gguf lastModified library_name likes pipeline_tag private ' +
      'safetensors sha siblings tags trendingScore',
  )
})

test('a record without a usable id is rejected, a field of the wrong type is left out and counted', async () => {
  await using opened = await startSource({
    'GET /api/models': [
      { id: 'a/good', downloads: 'many', cardData: { language: { en: 1 }, license: 'mit' }, novel: [1] },
      { id: '../../etc', downloads: 1 },
      { downloads: 2 },
      'nonsense',
      { id: 'b/good', downloads: 7, siblings: [{ rfilename: 'x' }, {}, { rfilename: 'y', size: 'big' }] },
    ],
  })
  const { value: page } = await opened.source.list({ sort: 'created' }).next()
  expect(page?.records).toEqual([
    { id: 'a/good', cardData: { license: 'mit' }, novel: [1] },
    { id: 'b/good', downloads: 7, siblings: [{ rfilename: 'x' }, { rfilename: 'y' }] },
  ])
  expect(page?.rejected.map((record) => record.id)).toEqual(['../../etc', undefined, undefined])
  expect(page?.drifted).toEqual({ downloads: 1, 'cardData.language': 1, 'siblings[]': 1, 'siblings[].size': 1 })
})

test('a next link to another origin is drift, and the token does not follow it', async () => {
  await using elsewhere = await startSourceTestServer({})
  await using opened = await startSource(
    { 'GET /api/models': answer(200, { link: `<${elsewhere.url}/api/models?cursor=x>; rel="next"` }, []) },
    'hf_secretsecret',
  )
  const error = await failureOf(opened.source.list({ sort: 'created' }).next())
  expect(error.code).toBe('SOURCE_DRIFT')
  expect(elsewhere.requests).toEqual([])
})

test('a next link that leads to its own page is drift and no endless crawl', async () => {
  await using opened = await startSource({
    'GET /api/models': answer(200, { link: '</api/models?cursor=x>; rel="next"' }, []),
  })
  const list = opened.source.list({ sort: 'created' })
  await list.next()
  expect((await failureOf(list.next())).code).toBe('SOURCE_DRIFT')
})

test('a mirror that pages by something else than a cursor is followed by its query', async () => {
  await using opened = await startSource({
    'GET /api/models?p=2': [{ id: 'second' }],
    'GET /api/models': answer(200, { link: '</api/models?p=2>; rel="next"' }, [{ id: 'first' }]),
  })
  const seen: unknown[] = []
  for await (const page of opened.source.list({ sort: 'created' })) seen.push([page.records[0]?.id, page.cursor])
  expect(seen).toEqual([
    ['first', '?p=2'],
    ['second', null],
  ])
})

test('a listing that is no list is drift', async () => {
  await using opened = await startSource({ 'GET /api/models': { error: 'maintenance' } })
  expect((await failureOf(opened.source.list({ sort: 'created' }).next())).code).toBe('SOURCE_DRIFT')
})

test('a wrong token is told when listing', async () => {
  await using opened = await startSource({ 'GET /api/models': answer(401) }, 'hf_secretsecret')
  const error = await failureOf(opened.source.list({ sort: 'created' }).next())
  expect(error.code).toBe('UNAUTHORIZED')
  expect(error.hint).toContain('WEIGHTHOUSE_HF_TOKEN')
})

test('one model comes with its blobs and with what only expand tells', async () => {
  await using opened = await startSource({
    'GET /api/models/a/b?blobs=true': { id: 'a/b', likes: 3, siblings: [{ rfilename: 'x', size: 4 }] },
    'GET /api/models/a/b': { id: 'a/b', trendingScore: 9 },
  })
  expect(await opened.source.getModel('a/b')).toEqual({
    id: 'a/b',
    likes: 3,
    siblings: [{ rfilename: 'x', size: 4 }],
    trendingScore: 9,
  })
  expect(opened.server.requests).toEqual([
    'GET /api/models/a/b?blobs=true',
    'GET /api/models/a/b?expand=trendingScore&expand=downloadsAllTime&expand=baseModels&expand=childrenModelCount&expand=usedStorage',
  ])
})

test('an id that would reach another address is refused before anything is sent', async () => {
  await using opened = await startSource({})
  for (const id of ['../../admin', 'a/b/c', 'a/..', '', 'a?b', 'a/b#c']) {
    expect((await failureOf(opened.source.getModel(id))).code).toBe('INVALID_ARGUMENT')
  }
  expect(opened.server.requests).toEqual([])
})

test('a file tree is read at the commit that the revision points to, all pages, directories left out', async () => {
  await using opened = await startSource({
    'GET /api/models/a/b/revision/refs%2Fpr%2F1': { id: 'a/b', sha: commit },
    [`GET /api/models/a/b/tree/${commit}?recursive=true`]: answer(
      200,
      { link: `</api/models/a/b/tree/${commit}?recursive=true&cursor=2>; rel="next"` },
      [
        { type: 'directory', oid: 'd'.repeat(40), size: 0, path: 'sub dir' },
        { type: 'file', oid: 'c'.repeat(40), size: 12, path: 'sub dir/config#1.json' },
      ],
    ),
    [`GET /api/models/a/b/tree/${commit}?recursive=true&cursor=2`]: [
      { type: 'file', oid: 'e'.repeat(40), size: 99, path: 'model.safetensors', lfs: { oid: sha256, size: 99 } },
    ],
  })
  expect(await opened.source.getFileTree('a/b', { revision: 'refs/pr/1' })).toEqual({
    id: 'a/b',
    revision: 'refs/pr/1',
    commit,
    files: [
      {
        path: 'sub dir/config#1.json',
        size: 12,
        sha256: undefined,
        gitSha1: 'c'.repeat(40),
        url: `${opened.server.url}/a/b/resolve/${commit}/sub%20dir/config%231.json`,
      },
      {
        path: 'model.safetensors',
        size: 99,
        sha256,
        gitSha1: undefined,
        url: `${opened.server.url}/a/b/resolve/${commit}/model.safetensors`,
      },
    ],
  })
})

test('a file tree of no revision is that of main', async () => {
  await using opened = await startSource({
    'GET /api/models/bert/revision/main': { sha: commit },
    [`GET /api/models/bert/tree/${commit}`]: [],
  })
  expect(await opened.source.getFileTree('bert')).toEqual({ id: 'bert', revision: 'main', commit, files: [] })
})

test('a file tree that does not end is drift', async () => {
  await using opened = await startSource({
    'GET /api/models/a/b/revision/main': { sha: commit },
    [`GET /api/models/a/b/tree/${commit}`]: answer(200, { link: '</x?recursive=true&cursor=2>; rel="next"' }, []),
  })
  expect((await failureOf(opened.source.getFileTree('a/b'))).code).toBe('SOURCE_DRIFT')
})

test('a file tree whose pages lead in a circle is drift', async () => {
  const next = (cursor: string) => ({ link: `</x?cursor=${cursor}>; rel="next"` })
  await using opened = await startSource({
    'GET /api/models/a/b/revision/main': { sha: commit },
    [`GET /api/models/a/b/tree/${commit}?recursive=true`]: answer(200, next('1'), []),
    [`GET /api/models/a/b/tree/${commit}?recursive=true&cursor=1`]: answer(200, next('2'), []),
    [`GET /api/models/a/b/tree/${commit}?recursive=true&cursor=2`]: answer(200, next('1'), []),
  })
  expect((await failureOf(opened.source.getFileTree('a/b'))).code).toBe('SOURCE_DRIFT')
  expect(opened.server.requests).toHaveLength(4)
})

test.for([
  { status: 401, code: 'RepoNotFound', token: undefined, expected: 'MODEL_NOT_FOUND', hint: 'WEIGHTHOUSE_HF_TOKEN' },
  { status: 404, code: 'RepoNotFound', token: 'hf_good', expected: 'MODEL_NOT_FOUND', hint: 'spelling' },
  {
    status: 401,
    code: '',
    token: undefined,
    expected: 'MODEL_NOT_FOUND',
    hint: 'if it is private, set WEIGHTHOUSE_HF_TOKEN',
  },
  { status: 401, code: '', token: 'hf_bad', expected: 'UNAUTHORIZED', hint: '/settings/tokens' },
  { status: 404, code: '', token: undefined, expected: 'MODEL_NOT_FOUND', hint: 'spelling' },
  { status: 404, code: 'RevisionNotFound', token: undefined, expected: 'REVISION_NOT_FOUND', hint: '/a/b/tree/main' },
  { status: 404, code: 'EntryNotFound', token: undefined, expected: 'FILE_NOT_FOUND', hint: 'again' },
  { status: 401, code: 'GatedRepo', token: undefined, expected: 'GATED', hint: '/a/b, then set WEIGHTHOUSE_HF_TOKEN' },
  { status: 403, code: 'GatedRepo', token: 'hf_good', expected: 'GATED', hint: 'account of your token' },
  { status: 403, code: '', token: undefined, expected: 'UNAUTHORIZED', hint: 'disabled' },
  { status: 400, code: '', token: undefined, expected: 'SOURCE_ERROR', hint: 'endpoint' },
])('$status $code with token $token is $expected', async ({ status, code, token, expected, hint }) => {
  const headers: Record<string, string> = code === '' ? {} : { 'x-error-code': code }
  await using opened = await startSource({ 'GET /api/models/a/b/revision/v9': answer(status, headers) }, token)
  const error = await failureOf(opened.source.getFileTree('a/b', { revision: 'v9' }))
  expect(error.code).toBe(expected)
  expect(error.message).toContain('a/b')
  expect(error.hint).toContain(hint)
})

test('what a download failed with is explained by the source', async () => {
  await using opened = await startSource({ 'GET /a/b/resolve/main/x': answer(403, { 'x-error-code': 'GatedRepo' }) })
  const download = opened.server.http.request({ url: `${opened.server.url}/a/b/resolve/main/x` })
  const explained = opened.source.explainError(await failureOf(download), 'a/b')
  expect(explained).toMatchObject({ code: 'GATED', details: { id: 'a/b', status: 403 } })
  const bug = new TypeError('bug')
  expect(opened.source.explainError(bug, 'a/b')).toBe(bug)
})

test('a large file is resolved by the headers of its redirect, without asking the download host', async () => {
  await using cdn = await startSourceTestServer({})
  await using opened = await startSource({
    'HEAD /a/b/resolve/main/model.gguf': answer(302, {
      location: `${cdn.url}/blob?Signature=x`,
      'x-repo-commit': commit,
      'x-linked-etag': `"${sha256}"`,
      'x-linked-size': '123456789012',
    }),
  })
  expect(await opened.source.resolveFile({ id: 'a/b', revision: 'main', path: 'model.gguf' })).toEqual({
    commit,
    etag: sha256,
    size: 123_456_789_012,
    sha256,
  })
  expect(cdn.requests).toEqual([])
})

test('a small file is resolved along redirects of the same origin', async () => {
  await using opened = await startSource({
    'HEAD /a/b/resolve/main/config.json': answer(307, {
      location: '/api/resolve-cache/models/a/b/config.json',
      'x-repo-commit': commit,
    }),
    'HEAD /api/resolve-cache/models/a/b/config.json': answer(200, {
      etag: `W/"${'c'.repeat(40)}"`,
      'content-length': '17',
    }),
  })
  expect(await opened.source.resolveFile({ id: 'a/b', revision: 'main', path: 'config.json' })).toEqual({
    commit,
    etag: 'c'.repeat(40),
    size: 17,
    sha256: undefined,
  })
})

test('a resolved file without commit or ETag is drift, an unknown one FILE_NOT_FOUND, a climbing one UNSAFE_PATH', async () => {
  await using opened = await startSource({
    'HEAD /a/b/resolve/main/x': answer(200, { etag: '"e"' }),
    'HEAD /a/b/resolve/main/y': answer(200, { 'x-repo-commit': commit }),
  })
  const resolve = (path: string) => failureOf(opened.source.resolveFile({ id: 'a/b', revision: 'main', path }))
  const codes = [await resolve('x'), await resolve('y'), await resolve('z'), await resolve('../../x')]
  expect(codes.map((error) => error.code)).toEqual(['SOURCE_DRIFT', 'SOURCE_DRIFT', 'FILE_NOT_FOUND', 'UNSAFE_PATH'])
})

test('the token is sent to the endpoint it was given for, and not to one that is switched to later', async () => {
  await using sample = await startSourceTestServer({ 'GET /api/models': [] })
  await using real = await startSourceTestServer({ 'GET /api/models': [] })
  let endpoint = `${real.url}/`
  const source = createHuggingFaceSource({ http: real.http, endpoint: () => endpoint, token: 'hf_secretsecret' })
  await source.list({ sort: 'created' }).next()
  endpoint = sample.url
  await source.list({ sort: 'created' }).next()
  expect([real.authorizations, sample.authorizations]).toEqual([['Bearer hf_secretsecret'], [undefined]])
  expect(source.token).toEqual({ value: 'hf_secretsecret', origin: real.url })
})

test('a token that was given for another endpoint than the one in use at start is not sent', async () => {
  await using sample = await startSourceTestServer({ 'GET /api/models': [] })
  const source = createHuggingFaceSource({
    http: sample.http,
    endpoint: () => sample.url,
    token: 'hf_secretsecret',
    tokenEndpoint: 'https://huggingface.co',
  })
  await source.list({ sort: 'created' }).next()
  expect(sample.authorizations).toEqual([undefined])
})

test('an endpoint may carry a path', async () => {
  await using server = await startSourceTestServer({ 'GET /hf/api/models': [{ id: 'a/b' }] })
  const source = createHuggingFaceSource({ http: server.http, endpoint: () => `${server.url}/hf` })
  expect((await source.list({ sort: 'created' }).next()).value?.records).toEqual([{ id: 'a/b' }])
  expect(source.pageUrl('a/b')).toBe(`${server.url}/hf/a/b`)
})

test('a probe tells whether the source answers', async () => {
  await using up = await startSource({ 'GET /api/models': [] })
  await using busy = await startSource({ 'GET /api/models': answer(429) })
  await using broken = await startSource({ 'GET /api/models': answer(503) })
  await using portal = await startSource({ 'GET /api/models': answer(200, {}, '<html>Please log in</html>') })
  const down = await startSource({})
  const results = []
  for (const { source } of [up, busy, broken, portal]) results.push((await source.probe()).reachable)
  expect(results).toEqual([true, true, false, false])
  const closed = createHuggingFaceSource({ http: up.server.http, endpoint: () => down.server.url })
  await down[Symbol.asyncDispose]()
  const result = await closed.probe()
  expect(result.reachable).toBe(false)
  expect(result.reason).toContain('refuses connections')
  expect((await failureOf(up.source.probe(AbortSignal.abort()))).code).toBe('CANCELLED')
})
