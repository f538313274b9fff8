import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../startMockServers.ts'
import { nextLink, request } from '../testing/request.ts'

const sha = 'c'.repeat(40)
const many = Array.from({ length: 2300 }, (_, index) => `data/${String(index).padStart(5, '0')}.txt`)
const records = [
  {
    id: 'lab/Alpha-7B',
    sha,
    author: 'lab',
    tags: ['transformers', 'safetensors', 'llama', 'en', 'license:mit'],
    pipeline_tag: 'text-generation',
    library_name: 'transformers',
    downloads: 500,
    likes: 5,
    createdAt: '2024-01-02T00:00:00.000Z',
    lastModified: '2024-05-01T00:00:00.000Z',
    gated: false,
    cardData: { license: 'mit' },
    safetensors: { total: 7e9 },
    usedStorage: 14e9,
    _source: 'crawl',
    _removedAt: '2026-08-20',
    future_field: { kept: true },
  },
  { id: 'lab/Alpha-7B-GGUF', tags: ['gguf', 'en'], downloads: 900, createdAt: '2024-02-02T00:00:00.000Z' },
  {
    id: 'other/beta',
    tags: ['transformers', 'de'],
    downloads: 900,
    gated: 'manual',
    siblings: [{ rfilename: 'a.txt' }],
  },
  { id: 'tree', tags: ['transformers'], downloads: 3, siblings: [{ rfilename: 'config.json' }] },
  { id: 'lab/many', tags: [], downloads: 1, siblings: many.map((rfilename) => ({ rfilename })) },
]

let mock: MockServers
let api: string
beforeAll(async () => {
  mock = await startMockServers({ hfRecords: records, civitaiRecords: [], maxFileSize: 100_000 })
  api = `${mock.hfUrl}/api/models`
})
afterAll(() => mock.close())

async function list(query: string): Promise<Record<string, unknown>[]> {
  const { status, json } = await request(`${api}?${query}`)
  expect(status).toBe(200)
  return json as Record<string, unknown>[]
}
const ids = async (query: string) => (await list(query)).map(({ id }) => id)

describe('GET /api/models', () => {
  it('sorts, ties by id, either way', async () => {
    const expected = ['lab/Alpha-7B-GGUF', 'other/beta', 'lab/Alpha-7B', 'tree', 'lab/many']
    expect(await ids('sort=downloads')).toEqual(expected)
    expect(await ids('sort=downloads&direction=-1')).toEqual(expected)
    expect((await ids('sort=downloads&direction=1')).slice(0, 3)).toEqual(['lab/many', 'tree', 'lab/Alpha-7B'])
    expect((await ids('sort=createdAt')).slice(0, 2)).toEqual(['lab/Alpha-7B-GGUF', 'lab/Alpha-7B'])
    expect((await ids('sort=lastModified'))[0]).toBe('lab/Alpha-7B')
  })

  it('filters by search, author, task and tags, all of which must hold', async () => {
    expect(await ids('search=ALPHA&sort=likes')).toEqual(['lab/Alpha-7B', 'lab/Alpha-7B-GGUF'])
    expect(await ids('search=alpha&search=gguf')).toEqual(['lab/Alpha-7B-GGUF'])
    expect(await ids('author=other')).toEqual(['other/beta'])
    expect(await ids('pipeline_tag=text-generation')).toEqual(['lab/Alpha-7B'])
    expect(await ids('filter=transformers&filter=en')).toEqual(['lab/Alpha-7B'])
    expect(await ids('filter=transformers,de')).toEqual(['other/beta'])
  })

  it('shows the fields that were asked for', async () => {
    const short = (await list('author=lab&limit=1&sort=likes'))[0]
    expect(Object.keys(short ?? {}).sort()).toEqual(
      [
        '_id',
        'id',
        'modelId',
        'likes',
        'trendingScore',
        'private',
        'downloads',
        'tags',
        'createdAt',
        'pipeline_tag',
        'library_name',
      ].sort(),
    )
    const [full] = await list('author=lab&limit=1&sort=likes&full=True&cardData=true')
    expect(full).toMatchObject({ sha, author: 'lab', gated: false, disabled: false, cardData: { license: 'mit' } })
    expect(full?.['siblings']).toContainEqual({ rfilename: 'model-00001-of-00003.safetensors' })
    expect(await list('author=lab&limit=1&sort=likes&expand=sha&expand[]=safetensors')).toEqual([
      {
        _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        id: 'lab/Alpha-7B',
        modelId: 'lab/Alpha-7B',
        sha,
        safetensors: { total: 7e9 },
      },
    ])
  })

  it('keeps to itself what the crawl added', async () => {
    const [full] = await list('author=lab&limit=1&sort=likes&full=true')
    expect(full).not.toHaveProperty('_source')
    expect(full).not.toHaveProperty('_removedAt')
  })

  it('refuses unknown sorts, cursors and properties, and those that are for single models only', async () => {
    for (const query of ['sort=colour', 'cursor=nonsense', 'expand=nonsense', 'expand=usedStorage']) {
      expect((await request(`${api}?${query}`)).status).toBe(400)
    }
  })

  it('pages by absolute Link addresses that keep the query, each model once', async () => {
    const seen: unknown[] = []
    let url: string | undefined = `${api}?sort=downloads&limit=2&expand=sha`
    let pages = 0
    while (url) {
      const { headers, json } = await request(url)
      seen.push(...(json as { id: string }[]).map(({ id }) => id))
      url = nextLink(headers)
      pages++
      if (url) expect(url.startsWith(`${api}?sort=downloads&limit=2&expand=sha&cursor=`)).toBe(true)
    }
    expect(pages).toBe(3)
    expect(seen).toEqual(['lab/Alpha-7B-GGUF', 'other/beta', 'lab/Alpha-7B', 'tree', 'lab/many'])
  })

  it('tells the rate limit on every answer', async () => {
    const { headers } = await request(api)
    expect(headers.get('ratelimit')).toBe('"api";r=499;t=300')
    expect(headers.get('ratelimit-policy')).toBe('"fixed window";"api";q=500;w=300')
    const missing = await request(`${mock.hfUrl}/a/b/resolve/main/c`)
    expect(missing.headers.get('ratelimit')).toBe('"resolvers";r=2999;t=300')
  })
})

describe('GET /api/models/{id}', () => {
  it('answers ids of one and of two segments, at any name of the revision', async () => {
    for (const path of ['', '/revision/main', '/revision/HEAD', `/revision/${sha}`, '/revision/refs%2Fheads%2Fmain']) {
      const { status, json } = await request(`${api}/lab/Alpha-7B${path}`)
      expect(status).toBe(200)
      expect(json).toMatchObject({ id: 'lab/Alpha-7B', sha, usedStorage: 14e9, private: false, spaces: [] })
    }
    const { json } = await request(`${api}/tree`)
    expect(json).toMatchObject({ id: 'tree', sha: expect.stringMatching(/^[0-9a-f]{40}$/) })
    expect((await request(`${api}/tree/tree/main`)).json).toMatchObject([{ path: 'config.json' }])
  })

  it('tells sizes and hashes of siblings with blobs=true only', async () => {
    const plain = (await request(`${api}/lab/Alpha-7B`)).json as { siblings: object[] }
    expect(plain.siblings).toContainEqual({ rfilename: 'config.json' })
    const blobs = (await request(`${api}/lab/Alpha-7B?blobs=true`)).json as { siblings: Record<string, unknown>[] }
    const config = blobs.siblings.find(({ rfilename }) => rfilename === 'config.json')
    expect(config).toEqual({
      rfilename: 'config.json',
      size: expect.any(Number),
      blobId: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
    const weights = blobs.siblings.find(({ rfilename }) => String(rfilename).endsWith('.safetensors'))
    expect(weights).toEqual({
      rfilename: 'model-00001-of-00003.safetensors',
      size: expect.any(Number),
      blobId: expect.stringMatching(/^[0-9a-f]{40}$/),
      lfs: {
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        size: weights?.['size'],
        pointerSize: expect.any(Number),
      },
    })
  })

  it('expands what was asked for and nothing else', async () => {
    const { json } = await request(`${api}/lab/Alpha-7B/revision/HEAD?expand=pipeline_tag&expand=usedStorage`)
    expect(json).toEqual({
      _id: expect.any(String),
      id: 'lab/Alpha-7B',
      modelId: 'lab/Alpha-7B',
      pipeline_tag: 'text-generation',
      usedStorage: 14e9,
    })
  })
})

describe('GET tree', () => {
  const tree = (path: string) => request(`${api}/lab/many/tree/${path}`)

  it('lists one folder, or everything with recursive', async () => {
    expect((await tree('main')).json).toEqual([
      { type: 'directory', oid: expect.stringMatching(/^[0-9a-f]{40}$/), size: 0, path: 'data' },
    ])
    const { json } = await tree('main/data?limit=1')
    expect(json).toEqual([
      { type: 'file', oid: expect.stringMatching(/^[0-9a-f]{40}$/), size: expect.any(Number), path: 'data/00000.txt' },
    ])
  })

  it('pages by 1,000 entries, by 50 with expand, each entry once', async () => {
    for (const [query, pageSize] of [
      ['recursive=true', 1000],
      ['recursive=True&expand=true', 50],
    ] as const) {
      const paths: string[] = []
      let url: string | undefined = `${api}/lab/many/tree/main?${query}`
      while (url) {
        const { headers, json } = await request(url)
        const page = json as { path: string }[]
        expect(page.length).toBeLessThanOrEqual(pageSize)
        paths.push(...page.map(({ path }) => path))
        url = nextLink(headers)
        if (url) expect(page.length).toBe(pageSize)
      }
      expect(paths).toEqual(['data', ...many])
    }
  })

  it('adds the last commit and the scan with expand', async () => {
    const { json } = await request(`${api}/lab/Alpha-7B/tree/main?expand=true&limit=1`)
    expect(json).toMatchObject([
      {
        lastCommit: { id: sha, title: 'Upload model', date: '2024-05-01T00:00:00.000Z' },
        securityFileStatus: { status: 'safe', avScan: { status: 'safe' }, pickleImportScan: null },
      },
    ])
  })

  it('never promises Xet', async () => {
    expect((await request(`${api}/lab/Alpha-7B/tree/main?recursive=true&expand=true`)).text).not.toContain('xet')
  })

  it('answers unknown folders and revisions with their own errors', async () => {
    const folder = await tree('main/nothing')
    expect([folder.status, folder.headers.get('x-error-code')]).toEqual([404, 'EntryNotFound'])
    const revision = await tree('v2/data')
    expect([revision.status, revision.headers.get('x-error-code'), revision.headers.get('x-error-message')]).toEqual([
      404,
      'RevisionNotFound',
      'Invalid rev id: v2',
    ])
  })
})

describe('the rest of the metadata', () => {
  it('POST paths-info takes forms and JSON, and leaves out what is not there', async () => {
    const url = `${api}/lab/Alpha-7B/paths-info/main`
    const form = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'paths=config.json&paths=nope&expand=True',
    })
    expect(form.json).toMatchObject([{ type: 'file', path: 'config.json', lastCommit: { id: sha } }])
    const json = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ paths: ['README.md'], expand: false }),
    })
    expect(json.json).toEqual([{ type: 'file', path: 'README.md', oid: expect.any(String), size: expect.any(Number) }])
    const folder = await request(`${api}/lab/many/paths-info/main`, { method: 'POST', body: 'paths=data' })
    expect(folder.json).toMatchObject([{ type: 'directory', path: 'data' }])
    for (const body of ['{', '{"paths":"a"}', 'null']) {
      const headers = { 'content-type': 'application/json' }
      expect((await request(url, { method: 'POST', headers, body })).status).toBe(400)
    }
  })

  it('refs has branches and converts', async () => {
    expect((await request(`${api}/lab/Alpha-7B/refs`)).json).toEqual({
      branches: [{ name: 'main', ref: 'refs/heads/main', targetCommit: sha }],
      converts: [],
      tags: [],
    })
    expect((await request(`${api}/lab/Alpha-7B/refs?include_prs=1`)).json).toMatchObject({ pullRequests: [] })
  })

  it('commits tells the one commit and the total', async () => {
    const { json, headers } = await request(`${api}/lab/Alpha-7B/commits/main`)
    expect(json).toMatchObject([{ id: sha, title: 'Upload model', date: '2024-05-01T00:00:00.000Z' }])
    expect(headers.get('x-total-count')).toBe('1')
    expect((await request(`${api}/lab/Alpha-7B/commits/main?p=1`)).json).toEqual([])
  })

  it('whoami-v2 knows bearers of a token', async () => {
    expect((await request(`${mock.hfUrl}/api/whoami-v2`)).status).toBe(401)
    const headers = { authorization: `Bearer hf_${'a'.repeat(34)}` }
    expect((await request(`${mock.hfUrl}/api/whoami-v2`, { headers })).json).toMatchObject({
      type: 'user',
      name: 'mock-user',
      auth: { accessToken: { role: 'read' } },
    })
  })

  it('hides missing repos from strangers, names them to users, and refuses bad tokens', async () => {
    const stranger = await request(`${api}/no/such`)
    expect([stranger.status, stranger.headers.get('x-error-code')]).toEqual([401, 'RepoNotFound'])
    expect(stranger.json).toEqual({ error: 'Invalid username or password.' })
    const user = await request(`${api}/no/such`, { headers: { authorization: 'Bearer hf_abc' } })
    expect([user.status, user.headers.get('x-error-code'), user.json]).toEqual([
      404,
      'RepoNotFound',
      { error: 'Repository not found' },
    ])
    const bad = await request(`${api}/lab/Alpha-7B`, { headers: { authorization: 'Bearer wrong' } })
    expect([bad.status, bad.json]).toEqual([401, { error: 'Invalid credentials in Authorization header' }])
  })

  it('answers malformed addresses with 400 and unknown ones with 404', async () => {
    expect((await request(`${api}/a%E0%A4%A`)).status).toBe(400)
    expect((await request(`${mock.hfUrl}/api/spaces`)).status).toBe(404)
    expect((await request(`${mock.hfUrl}/`)).status).toBe(404)
  })
})
