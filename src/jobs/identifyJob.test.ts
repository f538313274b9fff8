import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { writeSparseSafetensors } from '../../test/support/writeSparseWeights.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

let home: string
let mock: MockServers
let house: TestHouse
let root: string

const created = '2025-01-01T00:00:00.000Z'
const civitaiRecords = [
  {
    id: 1,
    name: 'Neon Nights',
    type: 'LORA',
    tags: ['style'],
    stats: { downloadCount: 5 },
    modelVersions: [
      {
        id: 100,
        name: 'v1',
        baseModel: 'Pony',
        trainedWords: ['neon'],
        createdAt: created,
        publishedAt: created,
        files: [
          {
            id: 7,
            name: 'neon.safetensors',
            type: 'Model',
            sizeKB: 40,
            primary: true,
            metadata: { format: 'SafeTensor' },
          },
        ],
      },
    ],
  },
]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-identify-'))
  mock = await startMockServers({ hfRecords: [], civitaiRecords, maxFileSize: 64 * 1024 })
  house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
  root = join(home, 'drive')
  await mkdir(join(root, 'loras'), { recursive: true })
})
afterEach(async () => {
  await house.close()
  await mock.close()
  await rm(home, { recursive: true })
})

async function download(place: string): Promise<void> {
  const answer = await fetch(`${mock.civitaiUrl}/api/download/models/100`)
  await writeFile(join(root, place), Buffer.from(await answer.arrayBuffer()))
}

/** Scans, hashes, and returns the only model. */
async function scanned() {
  await house.library.scan({ path: root })
  await house.library.hash()
  const [model] = (await house.library.list()).models
  if (!model) throw new Error('There is no model.')
  return model
}

async function identify(payload: Record<string, unknown> = {}) {
  const job = await house.run('identify', payload)
  expect(job.error).toBeUndefined()
  return job.result ?? {}
}

it('knows by its bytes what a file without a good name is, once CivitAI may be asked', async () => {
  await download('loras/V1.safetensors')
  const { slug } = await scanned()
  expect(await identify()).toMatchObject({ models: 1, changed: 0, byHash: 0, asked: 0, unhashed: 0 })
  expect(await identify({ online: true })).toMatchObject({
    models: 1,
    changed: 1,
    byHash: 1,
    asked: 1,
    found: 1,
    toReview: 0,
  })
  const model = await house.library.get(slug)
  expect(model).toMatchObject({
    slug,
    officialName: 'Neon Nights',
    type: 'diffusion',
    subtype: 'loras',
    family: 'pony',
    triggerWords: ['neon'],
    identified: { source: 'civitai', model_id: '1', version_id: '100', file_id: '7' },
    identification: { method: 'hash', needsReview: false },
  })
  expect(await identify({ online: true, again: true })).toMatchObject({ changed: 0 })
  expect((await house.library.list({ query: 'neon nights' })).total).toBe(1)
})

it('asks nobody when the catalog knows the bytes', async () => {
  await house.run('sync', { sources: ['civitai'] })
  await download('loras/V1.safetensors')
  const { slug } = await scanned()
  expect(await identify()).toMatchObject({ changed: 1, byHash: 1, asked: 0 })
  expect(await house.library.get(slug)).toMatchObject({ officialName: 'Neon Nights', identified: { model_id: '1' } })
})

it('finds the repo of Hugging Face that has the same bytes, the most downloaded of several', async () => {
  const bytes = Buffer.from('weights of nobody in particular')
  await writeFile(join(root, 'loras', 'V2.safetensors'), bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const siblings = [{ rfilename: 'adapter.safetensors', size: bytes.length, lfs: { sha256, size: bytes.length } }]
  const record = { tags: ['lora', 'diffusers', 'text-to-image', 'flux'], pipeline_tag: 'text-to-image', siblings }
  await house.catalog.writeRecords('huggingface', [
    { ...record, id: 'copycat/copy', downloads: 1 },
    { ...record, id: 'artist/original', downloads: 9 },
  ])
  const { slug } = await scanned()
  expect(await identify()).toMatchObject({ byHash: 1, asked: 0 })
  expect(await house.library.get(slug)).toMatchObject({
    officialName: 'original',
    subtype: 'loras',
    family: 'flux1',
    identified: { source: 'huggingface', repo_id: 'artist/original' },
  })
})

it('believes the hash of its weights that a file tells, as a word of its header, before anybody has hashed it', async () => {
  const autoV3 = 'ABCDEF012345'
  const files = [
    { id: 70, name: 'glow.safetensors', type: 'Model', hashes: { AutoV3: autoV3, SHA256: 'cd'.repeat(32) } },
  ]
  const modelVersions = [
    { id: 200, name: 'v3', baseModel: 'Illustrious', trainedWords: ['glow'], createdAt: created, files },
  ]
  await house.catalog.writeRecords('civitai', [{ id: 2, name: 'Glow', type: 'LORA', tags: [], modelVersions }])
  const tensors = { 'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight': [4, 2048] }
  const metadata = { sshs_model_hash: autoV3.toLowerCase().padEnd(64, '0') }
  await writeSparseSafetensors(join(root, 'loras', 'V9.safetensors'), tensors, { metadata })
  await writeSparseSafetensors(join(root, 'loras', 'liar.safetensors'), tensors, {
    metadata: { sshs_model_hash: 'e3b0c44298fc'.padEnd(64, '0') },
  })
  await house.library.scan({ path: root })
  expect(await identify()).toMatchObject({ models: 2, changed: 1, byHash: 0 })
  const { models } = await house.library.list({ query: 'glow' })
  expect(models).toMatchObject([
    {
      officialName: 'Glow',
      family: 'illustrious',
      subtype: 'loras',
      identified: { source: 'civitai', model_id: '2', version_id: '200', file_id: '70' },
      identification: { method: 'header', needsReview: false },
    },
  ])
  expect(await identify()).toMatchObject({ changed: 0 })
})

it('knows a copy of a file that a source gave to the library', async () => {
  await house.run('sync', { sources: ['civitai'] })
  const pulled = await house.run('pull', { model: 'civitai-1' })
  expect(pulled.error).toBeUndefined()
  await house.catalog.forgetAll('civitai')
  await download('loras/V1.safetensors')
  await house.library.scan({ path: root })
  await house.library.hash()
  expect(await identify()).toMatchObject({ byHash: 1, asked: 0 })
  const { models } = await house.library.list()
  const copy = models.find(({ source }) => source === 'local')
  expect(copy).toMatchObject({
    officialName: 'Neon Nights',
    identified: { source: 'civitai', model_id: '1', version_id: '100' },
  })
})

it('says what would change with dryRun, and changes nothing', async () => {
  await download('loras/V1.safetensors')
  const { slug, path } = await scanned()
  const before = await readFile(join(path, 'metadata.json'), 'utf8')
  const result = await identify({ online: true, dryRun: true })
  expect(result).toMatchObject({
    changed: 1,
    changes: [{ slug, after: 'diffusion/pony loras: Neon Nights', method: 'hash' }],
  })
  expect(await readFile(join(path, 'metadata.json'), 'utf8')).toBe(before)
})

it('remembers what CivitAI did not know, until it is asked for again', async () => {
  await writeFile(join(root, 'loras', 'mine.safetensors'), 'no model')
  const { slug } = await scanned()
  expect(await identify({ online: true })).toMatchObject({ asked: 1, found: 0, changed: 0 })
  expect(await identify({ online: true })).toMatchObject({ asked: 0 })
  expect(await identify({ online: true, again: true })).toMatchObject({ asked: 1, found: 0 })
  expect((await house.library.get(slug)).metadata.lookups).toMatchObject({ civitai: expect.any(Object) })
})

it('keeps what it knows when the source forgets it, cannot be asked, or the folder is scanned again', async () => {
  await download('loras/V1.safetensors')
  const { slug } = await scanned()
  await identify({ online: true })
  const known = await house.library.get(slug)
  await mock.close()
  expect(await identify({ online: true, again: true })).toMatchObject({
    byHash: 0,
    asked: 0,
    stopped: expect.any(String),
    changed: 0,
  })
  mock = await startMockServers({ hfRecords: [], civitaiRecords: [] })
  // A sidecar that says something else, and so makes the scan look again.
  await writeFile(join(root, 'loras', 'V1.json'), JSON.stringify({ 'sd version': 'SD1', notes: 'hm' }))
  await house.library.scan({ path: root })
  const after = await house.library.get(slug)
  for (const field of ['officialName', 'family', 'subtype', 'identified', 'identification'] as const) {
    expect(after[field], field).toEqual(known[field])
  }
})

it('keeps fields that are not ours in metadata.json through scan and identification', async () => {
  await download('loras/V1.safetensors')
  const { path } = await scanned()
  const place = join(path, 'metadata.json')
  const read = async () => JSON.parse(await readFile(place, 'utf8')) as Record<string, unknown>
  const theirs = { of_others: { deep: [1, { a: null }] }, usage: 'mine' }
  await writeFile(place, JSON.stringify({ ...(await read()), ...theirs }))
  await house.library.scan()
  await identify({ online: true })
  expect(await read()).toMatchObject({ ...theirs, official_name: 'Neon Nights' })
  await writeFile(join(root, 'loras', 'V1.json'), '{}')
  await house.library.scan({ path: root })
  expect(await read()).toMatchObject({ ...theirs, official_name: 'Neon Nights' })
})

it('takes the picture beside a model into its library folder, and gives it up with the root', async () => {
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(50)])
  await download('loras/V1.safetensors')
  await writeFile(join(root, 'loras', 'V1.preview.jpg'), png)
  const { slug, path } = await scanned()
  await identify()
  expect(await readFile(join(path, 'preview.png'))).toEqual(png)
  expect((await house.library.get(slug)).metadata.preview_file).toEqual({ path: 'preview.png', size: png.length })
  await house.library.removeRoot(root)
  await expect(readdir(path)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await readFile(join(root, 'loras', 'V1.preview.jpg'))).toEqual(png)
})

it("leaves the user's decision alone, and counts it as no review", async () => {
  await download('loras/V1.safetensors')
  const { slug } = await scanned()
  await house.library.rewrite(slug, () => ({ overrides: { identity: { model_type: 'audio', family: 'mine' } } }))
  expect(await identify({ online: true })).toMatchObject({ toReview: 0 })
  expect(await house.library.get(slug)).toMatchObject({ type: 'audio', family: 'mine' })
})

it('tells of a slug that is not there, and of models whose files have no hash yet', async () => {
  await download('loras/V1.safetensors')
  await house.library.scan({ path: root })
  expect(await identify({ online: true })).toMatchObject({ models: 1, unhashed: 1, asked: 0 })
  const job = await house.run('identify', { models: ['local-0000000000000000'] })
  expect(job).toMatchObject({ state: 'failed', error: { code: 'MODEL_NOT_FOUND' } })
})
