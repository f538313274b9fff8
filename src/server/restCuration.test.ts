import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { writeSparseSafetensors } from '../../test/support/writeSparseWeights.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer
let slug: string
let neon: string
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20)])

beforeAll(async () => {
  server = await openTestServer()
  const root = join(server.home, 'drive')
  await mkdir(join(root, 'loras'), { recursive: true })
  await mkdir(join(root, 'checkpoints'), { recursive: true })
  await writeSparseSafetensors(join(root, 'checkpoints', 'mystery.safetensors'), { 'a.weight': [4, 4] })
  await writeSparseSafetensors(join(root, 'loras', 'neon.safetensors'), {
    'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight': [4, 2048],
  })
  await writeFile(join(root, 'loras', 'neon.preview.png'), png)
  await writeFile(
    join(root, 'loras', 'neon.metadata.json'),
    JSON.stringify({
      model_name: 'Neon',
      base_model: 'Pony',
      notes: 'theirs',
      favorite: true,
      civitai: { id: 2, modelId: 1 },
    }),
  )
  await server.weighthouse.library.scan({ path: root })
  const { models } = await server.weighthouse.library.list()
  slug = models.find(({ officialName }) => officialName === 'mystery')?.slug ?? ''
  neon = models.find(({ officialName }) => officialName === 'Neon')?.slug ?? ''
})
afterAll(() => server.close())

function send(method: string, path: string, body?: unknown) {
  return server.ask(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
}

describe('the review list', () => {
  test('holds the models of which it is not sure what they are, with all who speak of them', async () => {
    const { status, json } = await server.ask('/api/v1/reviews')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      data: [
        { slug, needsReview: true, method: 'folder', evidence: [{ method: 'folder', confidence: expect.any(Number) }] },
      ],
      meta: { total: 1 },
    })
  })

  test('loses what a person decides, and gets it back when he takes that back', async () => {
    const body = { type: 'diffusion', subtype: 'checkpoints', family: 'SD1', baseModels: ['SD 1.5'] }
    const decided = await send('POST', `/api/v1/reviews/${slug}`, body)
    expect(decided.json).toMatchObject({
      data: { family: 'sd1', baseModels: ['SD 1.5'], needsReview: false, decided: true, method: 'user', confidence: 1 },
    })
    expect((await server.ask('/api/v1/reviews')).json).toMatchObject({ data: [], meta: { total: 0 } })
    expect((await server.ask(`/api/v1/library/${slug}`)).json).toMatchObject({ data: { family: 'sd1' } })
    const back = await send('DELETE', `/api/v1/reviews/${slug}`)
    expect(back.json).toMatchObject({ data: { decided: false, needsReview: true } })
    expect((await server.ask('/api/v1/reviews')).json).toMatchObject({ meta: { total: 1 } })
  })

  test('takes an answer as it is with an empty decision', async () => {
    expect((await send('POST', `/api/v1/reviews/${slug}`, {})).json).toMatchObject({
      data: { decided: true, type: 'diffusion', subtype: 'checkpoints', needsReview: false },
    })
    await send('DELETE', `/api/v1/reviews/${slug}`)
  })

  test.each([
    [{ type: 'car' }, 'INVALID_ARGUMENT'],
    [{ subtype: 'wheel' }, 'INVALID_ARGUMENT'],
    [{ family: '../../etc' }, 'INVALID_ARGUMENT'],
    [{ baseModels: [''] }, 'INVALID_ARGUMENT'],
  ])('refuses the decision %j', async (body, code) => {
    const { status, json } = await send('POST', `/api/v1/reviews/${slug}`, body)
    expect(status).toBe(400)
    expect(json).toMatchObject({ error: { code } })
    expect((await server.ask(`/api/v1/library/${slug}/curation`)).json).toMatchObject({ data: { decided: false } })
  })
})

describe('what a user wrote', () => {
  test('into another tool is his own here from the first scan on', async () => {
    expect((await server.ask(`/api/v1/library/${neon}/curation`)).json).toMatchObject({
      data: {
        officialName: 'Neon',
        family: 'pony',
        user: { notes: 'theirs', favourite: true },
        identified: { source: 'civitai', modelId: '1', url: 'https://civitai.com/models/1?modelVersionId=2' },
        hasPreview: true,
      },
    })
  })

  test('is changed field by field, and kept in overrides.json', async () => {
    const first = await send('PATCH', `/api/v1/library/${neon}`, { notes: 'mine', rating: 4, addTags: ['daily'] })
    expect(first.json).toMatchObject({ data: { user: { notes: 'mine', rating: 4, favourite: true, tags: ['daily'] } } })
    const second = await send('PATCH', `/api/v1/library/${neon}`, { favourite: false })
    expect(second.json).toMatchObject({ data: { user: { notes: 'mine', rating: 4, favourite: false } } })
    const { path } = await server.weighthouse.library.get(neon)
    expect(JSON.parse(await readFile(join(path, 'overrides.json'), 'utf8'))).toEqual({
      notes: 'mine',
      rating: 4,
      tags: ['daily'],
    })
    await server.weighthouse.library.scan({ rebuild: true })
    expect((await server.ask(`/api/v1/library/${neon}/curation`)).json).toMatchObject({
      data: { user: { notes: 'mine' } },
    })
  })

  test.each([
    { rating: 6 },
    { notes: 'x'.repeat(20_001) },
    { addTags: ['a'], removeTags: ['a'] },
    { addTags: ['a\nb'] },
  ])('is refused when the file cannot hold it (%#)', async (body) => {
    const { status, json } = await send('PATCH', `/api/v1/library/${neon}`, body)
    expect(status).toBe(400)
    expect(json).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
  })

  test('of a model that is not there is not found', async () => {
    expect((await send('PATCH', '/api/v1/library/local-0000000000000000', { rating: 1 })).status).toBe(404)
    expect((await server.ask('/api/v1/library/local-0000000000000000/curation')).status).toBe(404)
  })
})

describe('the picture of a model', () => {
  test('is given with what it is by its bytes', async () => {
    expect((await server.ask(`/api/v1/library/${neon}/preview`)).json).toMatchObject({
      data: { mediaType: 'image/png', data: png.toString('base64') },
    })
    expect((await server.ask(`/api/v1/library/${slug}/preview`)).status).toBe(404)
  })
})

test('identifying is a job, and a slug that is not there is told at once', async () => {
  expect((await send('POST', '/api/v1/identify', { models: [neon], online: true })).json).toMatchObject({
    data: { type: 'identify', state: 'pending', payload: { models: [neon], online: true } },
  })
  expect((await send('POST', '/api/v1/identify', { models: ['local-0000000000000000'] })).status).toBe(404)
})
