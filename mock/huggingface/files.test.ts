import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { lfsPointer } from '../content/hashContent.ts'
import { parseHuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { type MockServers, startMockServers } from '../startMockServers.ts'
import { readGguf } from '../testing/readGguf.ts'
import { readSafetensors } from '../testing/readSafetensors.ts'
import { readZip } from '../testing/readZip.ts'
import { gitSha1, request, sha256 } from '../testing/request.ts'

const commit = 'd'.repeat(40)
const names = [
  '.gitattributes',
  'README.md',
  'config.json',
  'tokenizer.json',
  'model.safetensors',
  'model.Q4_K_M.gguf',
  'pytorch_model.bin',
  'archive.zip',
  'model.onnx',
  'sample.png',
  'model.pkl',
  'rust_model.ot',
  'sub/folder/notes.txt',
  'empty/.gitkeep',
  'ünïcode name.txt',
]
const records = [
  { id: 'lab/all', sha: commit, tags: ['transformers', 'llama'], siblings: names.map((rfilename) => ({ rfilename })) },
  { id: 'lab/gated', tags: ['safetensors'], gated: 'auto' },
  { id: 'lab/manual', tags: ['safetensors'], gated: 'manual' },
]
const memberToken = `hf_${'m'.repeat(34)}`
const userToken = `hf_${'u'.repeat(34)}`

let mock: MockServers
beforeAll(async () => {
  mock = await startMockServers({
    hfRecords: records.map(parseHuggingFaceRecord),
    civitaiRecords: [],
    maxFileSize: 300_000,
    token: memberToken,
  })
})
afterAll(() => mock.close())
beforeEach(() => mock.clearRequests())

const resolveUrl = (path: string, id = 'lab/all') =>
  `${mock.hfUrl}/${id}/resolve/main/${path.split('/').map(encodeURIComponent).join('/')}`

async function cdnUrl(path: string): Promise<string> {
  return (await request(resolveUrl(path))).headers.get('location') ?? ''
}

describe('every kind of file', () => {
  it.each(names)('%s has one size and one hash in tree, model info, HEAD and GET', async (path) => {
    const tree = (await request(`${mock.hfUrl}/api/models/lab/all/tree/main?recursive=true`)).json as {
      path: string
      size: number
      oid: string
      lfs?: { oid: string; size: number; pointerSize: number }
    }[]
    const entry = tree.find((candidate) => candidate.path === path)
    if (!entry) throw new Error(`${path} is not in the tree`)
    const info = (await request(`${mock.hfUrl}/api/models/lab/all?blobs=true`)).json as {
      siblings: { rfilename: string; size: number; blobId: string; lfs?: { sha256: string } }[]
    }
    const sibling = info.siblings.find(({ rfilename }) => rfilename === path)
    const head = await request(resolveUrl(path), { method: 'HEAD' })
    const download = await fetch(resolveUrl(path))
    const bytes = Buffer.from(await download.arrayBuffer())

    expect(bytes.length).toBe(entry.size)
    expect(sibling?.size).toBe(entry.size)
    expect(sibling?.blobId).toBe(entry.oid)
    expect(head.headers.get('x-repo-commit')).toBe(commit)
    expect(head.headers.get('accept-ranges')).toBe('bytes')
    expect(head.bytes.length).toBe(0)
    if (entry.lfs) {
      expect(entry.lfs).toMatchObject({ oid: sha256(bytes), size: bytes.length })
      expect(sibling?.lfs?.sha256).toBe(sha256(bytes))
      expect(entry.oid).toBe(gitSha1(Buffer.from(lfsPointer(sha256(bytes), bytes.length))))
      expect(head.status).toBe(302)
      expect(head.headers.get('x-linked-etag')).toBe(`"${sha256(bytes)}"`)
      expect(head.headers.get('x-linked-size')).toBe(String(bytes.length))
      expect(head.headers.get('location')?.startsWith(`${mock.hfCdnUrl}/`)).toBe(true)
    } else {
      expect(entry.oid).toBe(gitSha1(bytes))
      expect(head.status).toBe(200)
      expect(head.headers.get('etag')).toBe(`"${gitSha1(bytes)}"`)
      expect(head.headers.get('content-length')).toBe(String(bytes.length))
    }
  })

  it('is of the format that its name says', async () => {
    const bytes = async (path: string) => Buffer.from(await (await fetch(resolveUrl(path))).arrayBuffer())
    expect(readSafetensors(await bytes('model.safetensors')).tensors.length).toBeGreaterThan(3)
    expect(readGguf(await bytes('model.Q4_K_M.gguf')).metadata.get('general.architecture')).toBe('llama')
    expect([...readZip(await bytes('pytorch_model.bin')).keys()]).toContain('archive/data.pkl')
    expect([...readZip(await bytes('archive.zip')).keys()]).toEqual(['data.bin'])
    expect((await bytes('sample.png')).subarray(1, 4).toString()).toBe('PNG')
    expect((await bytes('model.pkl')).subarray(0, 2)).toEqual(Buffer.from([0x80, 2]))
    expect(JSON.parse((await bytes('config.json')).toString())).toMatchObject({ model_type: 'llama' })
    expect((await bytes('README.md')).toString()).toMatch(/^---\n/)
    expect((await bytes('empty/.gitkeep')).length).toBe(0)
  })

  it('tells its name in a Content-Disposition that ends with a semicolon', async () => {
    const { headers } = await request(resolveUrl('ünïcode name.txt'))
    expect(headers.get('content-disposition')).toBe(
      `inline; filename*=UTF-8''%C3%BCn%C3%AFcode%20name.txt; filename="_n_code name.txt";`,
    )
  })
})

describe('ranges and conditions, at the hub and at the CDN', () => {
  it.each(['config.json', 'model.safetensors'])('serves every kind of range of %s', async (path) => {
    const url = path === 'config.json' ? resolveUrl(path) : await cdnUrl(path)
    const { bytes: whole, headers } = await request(url)
    const size = whole.length
    const get = (range: string, more = {}) => request(url, { headers: { range, ...more } })
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=10-19', 10, 20],
      ['bytes=100-', 100, size],
      ['bytes=-5', size - 5, size],
      [`bytes=1-${size * 2}`, 1, size],
    ] as const) {
      const part = await get(range)
      expect(part.status).toBe(206)
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${size}`)
      expect(part.headers.get('content-length')).toBe(String(end - start))
      expect(part.bytes.equals(whole.subarray(start, end))).toBe(true)
    }
    const beyond = await get(`bytes=${size}-`)
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${size}`])

    const etag = headers.get('etag') ?? ''
    expect((await get('bytes=1-2', { 'if-range': etag })).status).toBe(206)
    expect((await get('bytes=1-2', { 'if-range': '"other"' })).bytes.length).toBe(size)
    expect((await request(url, { headers: { 'if-none-match': `"x", W/${etag}` } })).status).toBe(304)
    expect((await request(url, { headers: { 'if-none-match': '"x"' } })).status).toBe(200)
  })

  it('answers a range of an empty file with 200 and Content-Range', async () => {
    const { status, headers, bytes } = await request(resolveUrl('empty/.gitkeep'), { headers: { range: 'bytes=0-0' } })
    expect([status, headers.get('content-range'), headers.get('content-length'), bytes.length]).toEqual([
      200,
      'bytes */0',
      '0',
      0,
    ])
  })

  it('answers If-None-Match of a large file without a redirect', async () => {
    const { headers } = await request(resolveUrl('model.safetensors'), { method: 'HEAD' })
    const etag = headers.get('x-linked-etag') ?? ''
    expect((await request(resolveUrl('model.safetensors'), { headers: { 'if-none-match': etag } })).status).toBe(304)
  })
})

describe('the CDN', () => {
  it('refuses addresses that are not signed, changed or expired', async () => {
    const url = new URL(await cdnUrl('model.safetensors'))
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(url)
      change(copy)
      return request(copy.href)
    }
    expect((await request(url.href)).status).toBe(200)
    expect((await request(url.href, { method: 'HEAD' })).status).toBe(200)
    expect((await changed(({ searchParams }) => searchParams.delete('Signature'))).status).toBe(403)
    expect((await changed(({ searchParams }) => searchParams.set('path', 'model.pkl'))).status).toBe(403)
    expect((await changed(({ searchParams }) => searchParams.set('Expires', '1'))).status).toBe(403)
    expect((await request(url.href, { method: 'DELETE' })).status).toBe(405)
  })

  it('is another host, and notes whether a token reached it', async () => {
    expect(new URL(mock.hfCdnUrl).hostname).not.toBe(new URL(mock.hfUrl).hostname)
    const url = await cdnUrl('model.safetensors')
    mock.clearRequests()
    await request(url)
    await request(url, { headers: { authorization: `Bearer ${userToken}` } })
    expect(mock.requests().map(({ origin, hadAuthorization }) => [origin, hadAuthorization])).toEqual([
      ['huggingface-cdn', false],
      ['huggingface-cdn', true],
    ])
  })
})

describe('raw', () => {
  it('serves the pointer of a large file and a small file itself', async () => {
    const pointer = await request(`${mock.hfUrl}/lab/all/raw/main/model.safetensors`)
    const download = await fetch(resolveUrl('model.safetensors'))
    const bytes = Buffer.from(await download.arrayBuffer())
    expect(pointer.text).toBe(lfsPointer(sha256(bytes), bytes.length))
    expect(pointer.headers.get('etag')).toBe(`"${gitSha1(pointer.bytes)}"`)
    const small = await request(`${mock.hfUrl}/lab/all/raw/main/config.json`)
    expect(small.bytes.equals((await request(resolveUrl('config.json'))).bytes)).toBe(true)
  })
})

describe('errors', () => {
  it('names a missing file with the commit, so that clients can remember it', async () => {
    const { status, headers, json } = await request(resolveUrl('nope.json'))
    expect([status, headers.get('x-error-code'), headers.get('x-error-message'), headers.get('x-repo-commit')]).toEqual(
      [404, 'EntryNotFound', 'Entry not found', commit],
    )
    expect(json).toEqual({ error: 'Entry not found' })
  })

  it('knows main, HEAD and the commit, and no other revision', async () => {
    for (const revision of ['main', 'HEAD', commit]) {
      expect((await request(`${mock.hfUrl}/lab/all/resolve/${revision}/config.json`)).status).toBe(200)
    }
    const { status, headers } = await request(`${mock.hfUrl}/lab/all/resolve/v9/config.json`)
    expect([status, headers.get('x-error-code')]).toEqual([404, 'RevisionNotFound'])
  })

  it.each(['lab/gated', 'lab/manual'])('keeps the files of %s for the token of a member', async (id) => {
    const url = resolveUrl('config.json', id)
    const as = (token: string) => request(url, { headers: { authorization: `Bearer ${token}` } })
    const stranger = await request(url)
    expect([stranger.status, stranger.headers.get('x-error-code')]).toEqual([401, 'GatedRepo'])
    const user = await as(userToken)
    expect([user.status, user.headers.get('x-error-code')]).toEqual([403, 'GatedRepo'])
    expect((await as(memberToken)).status).toBe(200)
    expect((await as('nonsense')).json).toEqual({ error: 'Invalid credentials in Authorization header' })
    expect((await request(`${mock.hfUrl}/api/models/${id}/tree/main`)).status).toBe(200)
  })
})

it('the request log tells ranges, statuses and bytes', async () => {
  await request(resolveUrl('config.json'), { headers: { range: 'bytes=0-9' } })
  expect(mock.requests()).toEqual([
    {
      origin: 'huggingface',
      method: 'GET',
      path: '/lab/all/resolve/main/config.json',
      range: 'bytes=0-9',
      userAgent: expect.any(String),
      hadAuthorization: false,
      faults: [],
      status: 206,
      bytesSent: 10,
    },
  ])
})
