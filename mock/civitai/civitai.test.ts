import { crc32 } from 'node:zlib'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../startMockServers.ts'
import { readSafetensors } from '../testing/readSafetensors.ts'
import { readZip } from '../testing/readZip.ts'
import { request, sha256 } from '../testing/request.ts'

interface File {
  id: number
  name: string
  sizeKB: number
  hashes: Record<string, string>
  downloadUrl: string
}
interface Model {
  id: number
  name: string
  modelVersions: { id: number; files: File[]; downloadUrl?: string; images: unknown[] }[]
}
interface Listing {
  items: Model[]
  metadata: { nextCursor?: string; nextPage?: string; currentPage?: number; pageSize?: number }
}

function model(id: number, more: object, files: object[] = []): object {
  const version = {
    id: id * 10,
    modelId: id,
    name: 'v1',
    baseModel: 'SD 1.5',
    createdAt: `2024-01-${10 + (id % 10)}`,
    files,
  }
  return { id, name: `Model ${id}`, type: 'LORA', nsfw: false, tags: [], modelVersions: [version], ...more }
}
const file = (id: number, name: string, more: object = {}) => ({ id, name, type: 'Model', sizeKB: 5000, ...more })

const records = [
  model(
    1,
    {
      name: 'Gilded Fen',
      type: 'Checkpoint',
      tags: ['base'],
      creator: { username: 'Inkwren' },
      stats: { downloadCount: 5 },
    },
    [
      file(11, 'fen.safetensors', {
        primary: true,
        metadata: { format: 'SafeTensor', fp: 'fp16', size: 'full' },
        hashes: { SHA256: 'FALSE', BLAKE3: 'FALSE' },
      }),
      file(12, 'fen.ckpt', { metadata: { format: 'PickleTensor' } }),
      file(13, 'fen.yaml', { type: 'Config', sizeKB: 2, metadata: { format: 'Other' } }),
      file(14, 'data.zip', { type: 'Training Data', metadata: { format: 'Other' } }),
    ],
  ),
  model(2, { name: 'Tin Robots', stats: { downloadCount: 50 } }, [file(21, 'robots.safetensors', { primary: true })]),
  model(3, { name: 'Archived', mode: 'Archived' }, [file(31, 'gone.safetensors', { primary: true })]),
  model(4, { name: 'Adult', nsfw: true }, [file(41, 'adult.safetensors', { primary: true })]),
  model(5, { name: 'Early' }, [file(51, 'early.safetensors', { primary: true })]),
  model(6, { name: 'Members only' }, [file(61, 'members.safetensors', { primary: true })]),
]

let mock: MockServers
beforeAll(async () => {
  mock = await startMockServers({
    hfRecords: [],
    civitaiRecords: records,
    earlyAccessVersions: [50],
    loginVersions: [60],
    token: 'secret',
  })
})
afterAll(() => mock.close())
beforeEach(() => mock.clearRequests())

async function list(query: string): Promise<Listing> {
  const { status, json } = await request(`${mock.civitaiUrl}/api/v1/models?${query}`)
  expect(status).toBe(200)
  return json as Listing
}
const ids = async (query: string) => (await list(query)).items.map(({ id }) => id).sort((a, b) => a - b)

describe('GET /api/v1/models', () => {
  it('filters by words, tag, creator, types, base models, ids and level', async () => {
    expect(await ids('')).toEqual([1, 2, 3, 5, 6])
    expect(await ids('nsfw=true')).toEqual([1, 2, 3, 4, 5, 6])
    expect(await ids('query=tin+ROBOTS')).toEqual([2])
    expect(await ids('tag=Base')).toEqual([1])
    expect(await ids('username=inkwren')).toEqual([1])
    expect(await ids('types=Checkpoint&types=VAE')).toEqual([1])
    expect(await ids('types[]=Checkpoint')).toEqual([1])
    expect(await ids('baseModels=SDXL+1.0')).toEqual([])
    expect(await ids('ids=2,6,999')).toEqual([2, 6])
    expect(await ids('limit=0')).toEqual([])
  })

  it('sorts', async () => {
    const order = async (sort: string) => (await list(`nsfw=true&sort=${sort}`)).items.map(({ id }) => id)
    expect((await order('Most+Downloaded')).slice(0, 2)).toEqual([2, 1])
    expect(await order('Newest')).toEqual([6, 5, 4, 3, 2, 1])
    expect(await order('Oldest')).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('pages by cursor, each model once', async () => {
    const seen: number[] = []
    let url: string | undefined = `${mock.civitaiUrl}/api/v1/models?limit=4&nsfw=true&sort=Newest`
    while (url) {
      const { items, metadata } = (await request(url)).json as Listing
      seen.push(...items.map(({ id }) => id))
      url = metadata.nextPage
      if (url) expect(new URL(url).searchParams.get('cursor')).toBe(metadata.nextCursor)
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1])
  })

  it('pages by number within the first thousand, and not at all with a query', async () => {
    const { items, metadata } = await list('limit=2&page=2&nsfw=true&sort=Newest')
    expect(items.map(({ id }) => id)).toEqual([4, 3])
    expect(metadata).toMatchObject({ currentPage: 2, pageSize: 2 })
    expect((await list('limit=100&page=3')).items).toEqual([])
    const tooFar = await request(`${mock.civitaiUrl}/api/v1/models?limit=100&page=11`)
    expect([tooFar.status, tooFar.json]).toEqual([
      429,
      { error: "You've requested too many pages, please use cursors instead" },
    ])
    expect((await request(`${mock.civitaiUrl}/api/v1/models?query=a&page=2`)).status).toBe(400)
  })

  it.each(['limit=101', 'limit=-1', 'limit=many', 'sort=Colour', 'period=Decade', 'page=0', 'cursor=x'])(
    'refuses %s',
    async (query) => {
      expect((await request(`${mock.civitaiUrl}/api/v1/models?${query}`)).status).toBe(400)
    },
  )
})

describe('files', () => {
  it('have sizes and hashes of the bytes that are served, and no others', async () => {
    const { modelVersions } = (await request(`${mock.civitaiUrl}/api/v1/models/1`)).json as Model
    const files = modelVersions[0]?.files ?? []
    expect(files.map(({ name }) => name)).toEqual(['fen.safetensors', 'fen.ckpt', 'fen.yaml', 'data.zip'])
    for (const { id, sizeKB, hashes, downloadUrl } of files) {
      for (const url of [downloadUrl, `${mock.civitaiUrl}/api/download/models/10?fileId=${id}`]) {
        const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
        expect(bytes.length).toBe(sizeKB * 1024)
        expect(hashes).toEqual({
          SHA256: sha256(bytes).toUpperCase(),
          AutoV2: sha256(bytes).slice(0, 10).toUpperCase(),
          CRC32: crc32(bytes).toString(16).padStart(8, '0').toUpperCase(),
        })
      }
    }
  })

  it('are of the format that their names say', async () => {
    const bytes = async (id: number) =>
      Buffer.from(await (await fetch(`${mock.civitaiUrl}/api/download/models/10?fileId=${id}`)).arrayBuffer())
    const { tensors, metadata } = readSafetensors(await bytes(11))
    expect(metadata['ss_base_model_version']).toBe('SD 1.5')
    expect(tensors.map(({ name }) => name)).toContain('first_stage_model.decoder.conv_in.weight')
    expect([...readZip(await bytes(12)).keys()]).toContain('archive/data.pkl')
    expect([...readZip(await bytes(14)).keys()]).toEqual(['files/data.bin'])
  })

  it('of archived models are gone', async () => {
    const { modelVersions } = (await request(`${mock.civitaiUrl}/api/v1/models/3`)).json as Model
    expect(modelVersions).toMatchObject([{ id: 30, files: [], images: [] }])
    expect((await request(`${mock.civitaiUrl}/api/download/models/30`)).status).toBe(410)
  })
})

describe('models and versions', () => {
  it('are found by id', async () => {
    expect((await request(`${mock.civitaiUrl}/api/v1/models/2`)).json).toMatchObject({ id: 2, name: 'Tin Robots' })
    expect((await request(`${mock.civitaiUrl}/api/v1/model-versions/20`)).json).toMatchObject({
      id: 20,
      modelId: 2,
      model: { name: 'Tin Robots', type: 'LORA', nsfw: false, poi: false },
      files: [{ id: 21 }],
    })
    for (const [path, status] of [
      ['models/999', 404],
      ['models/abc', 400],
      ['models/99999999999', 400],
      ['model-versions/999', 404],
      ['model-versions/abc', 400],
      ['model-versions/by-hash', 404],
      ['images', 404],
    ] as const) {
      expect([path, (await request(`${mock.civitaiUrl}/api/v1/${path}`)).status]).toEqual([path, status])
    }
  })

  it('are found by hash, in any case, one or many at once', async () => {
    const { modelVersions } = (await request(`${mock.civitaiUrl}/api/v1/models/2`)).json as Model
    const { SHA256 = '', AutoV2 = '', CRC32 = '' } = modelVersions[0]?.files[0]?.hashes ?? {}
    const url = `${mock.civitaiUrl}/api/v1/model-versions/by-hash`
    for (const hash of [SHA256, SHA256.toLowerCase(), AutoV2, CRC32]) {
      expect((await request(`${url}/${hash}`)).json).toMatchObject({ id: 20 })
    }
    expect((await request(`${url}/FFFF`)).status).toBe(404)
    const post = (body: unknown) => request(url, { method: 'POST', body: JSON.stringify(body) })
    expect((await post([SHA256, 'f'.repeat(64)])).json).toMatchObject([{ id: 20 }])
    expect((await post(['short'])).status).toBe(400)
    expect((await post(Array.from({ length: 101 }, () => SHA256))).status).toBe(400)
  })
})

describe('downloads', () => {
  it('lead by 307 to a signed address of another host', async () => {
    const { status, headers } = await request(`${mock.civitaiUrl}/api/download/models/20`)
    expect([status, headers.get('cache-control')]).toEqual([307, 'no-store'])
    const location = new URL(headers.get('location') ?? '')
    expect(location.origin).toBe(mock.civitaiCdnUrl)
    const { headers: stored, status: found } = await request(location.href, { headers: { range: 'bytes=0-7' } })
    expect([found, stored.get('content-disposition')]).toEqual([
      206,
      `attachment; filename*=UTF-8''robots.safetensors; filename="robots.safetensors";`,
    ])
  })

  it('storage refuses tokens, HEAD and unsigned addresses', async () => {
    const location = (await request(`${mock.civitaiUrl}/api/download/models/20`)).headers.get('location') ?? ''
    const headers = { authorization: 'Bearer secret' }
    expect((await request(location, { headers })).status).toBe(400)
    expect((await request(`${location}&token=secret`)).status).toBe(400)
    expect((await request(location, { method: 'HEAD' })).status).toBe(403)
    expect((await request(location.replace(/Signature=\w{4}/, 'Signature=0000'))).status).toBe(403)
    expect(
      mock
        .requests()
        .filter((entry) => entry.hadAuthorization)
        .map(({ origin }) => origin),
    ).toEqual(['civitai-storage'])
  })

  it('choose a file by its properties', async () => {
    const name = async (query: string) => {
      const { headers } = await request(`${mock.civitaiUrl}/api/download/models/10?${query}`)
      return /filename="([^"]+)"/.exec(decodeURIComponent(headers.get('location')?.replaceAll('+', ' ') ?? ''))?.[1]
    }
    expect(await name('')).toBe('fen.safetensors')
    expect(await name('format=PickleTensor')).toBe('fen.ckpt')
    expect(await name('type=Config')).toBe('fen.yaml')
    expect(await name('fileId=14')).toBe('data.zip')
    expect(await name('fileId=999')).toBeUndefined()
  })

  it('are refused for early access, without login, and for what is not there', async () => {
    const get = (version: number, headers = {}) =>
      request(`${mock.civitaiUrl}/api/download/models/${version}`, { headers })
    expect([(await get(50)).status, (await get(50)).json]).toEqual([
      403,
      { error: 'Early Access', deadline: expect.any(String) },
    ])
    expect([(await get(60)).status, (await get(60)).json]).toMatchObject([401, { error: 'Unauthorized' }])
    expect((await get(60, { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await get(60, { authorization: 'Bearer secret' })).status).toBe(307)
    expect((await request(`${mock.civitaiUrl}/api/download/models/60?token=secret`)).status).toBe(307)
    expect((await get(999)).status).toBe(404)
  })

  it('send browsers to the login page where programs get JSON', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140' }
    const url = `${mock.civitaiUrl}/api/download/models/60`
    const { status, headers: answered } = await request(url, { headers })
    expect(status).toBe(303)
    const login = await request(new URL(answered.get('location') ?? '', url).href)
    expect([login.status, login.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })
})
