import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Catalog } from '../catalog/catalog.ts'
import { createCatalog } from '../catalog/createCatalog.ts'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/openDatabase.ts'
import { buildManifests } from './buildManifests.ts'

let directory: string
let out: string
let database: Database
let catalog: Catalog

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-filters-'))
  out = join(directory, 'out')
  database = await openDatabase(join(directory, 'weighthouse.db'))
  catalog = createCatalog({ database })
})
afterEach(async () => {
  await catalog.close()
  await database.close()
  await rm(directory, { recursive: true })
})

async function addAll(lines: AsyncIterable<unknown> | Iterable<unknown>, source: 'huggingface' | 'civitai') {
  const batch: unknown[] = []
  for await (const line of lines) batch.push(line)
  await catalog.writeRecords(source, batch)
}

/** The lists that a model is in. */
async function listsOf(id: string): Promise<string[]> {
  const { files } = await buildManifests({ catalog, out })
  const lists: string[] = []
  for (const { name } of files) {
    const manifest = JSON.parse(await readFile(join(out, name), 'utf8')) as { filter?: string; modelIds?: string[] }
    if (manifest.filter !== undefined && manifest.modelIds?.includes(id)) lists.push(manifest.filter)
  }
  return lists
}

const civitai = (id: number, more: object, version: object) => ({
  id,
  name: `Model ${id}`,
  type: 'LORA',
  nsfwLevel: 1,
  ...more,
  modelVersions: [{ id: id * 10, name: 'v1', publishedAt: '2026-11-16T00:00:00.000Z', ...version }],
})

it('put a new LoRA for SDXL into the lists of its type, base model, time and rating', async () => {
  await addAll([civitai(1, {}, { baseModel: 'SDXL 1.0' })], 'civitai')
  expect(await listsOf('1')).toEqual([
    'AllTime/All/All/downloads/Soft',
    'AllTime/All/All/likes/Soft',
    'Month/All/All/downloads/Soft',
    'Week/All/All/downloads/Soft',
    'filter/loras',
    'filter/month/loras/sdxl',
    'filter/pg',
    'filter/pg13',
    'filter/r',
    'filter/sdxl',
    'filter/x',
  ])
})

it('put an old checkpoint for SD 1.5 that is rated R into fewer lists', async () => {
  const old = civitai(
    2,
    { type: 'Checkpoint', nsfwLevel: 5 },
    { baseModel: 'SD 1.5', publishedAt: '2026-10-30T00:00:00Z' },
  )
  await addAll([civitai(1, {}, {}), old], 'civitai')
  expect(await listsOf('2')).toEqual(['filter/checkpoints', 'filter/r', 'filter/sd15', 'filter/x'])
})

it('put a model of Hugging Face into the lists of its task, size, licence and formats', async () => {
  const record = {
    id: 'acme/chat-7b-gguf',
    tags: ['gguf', 'transformers', 'license:agpl-3.0'],
    pipeline_tag: 'text-generation',
    gguf: { total: 7_000_000_000 },
  }
  await addAll([record], 'huggingface')
  expect(await listsOf('acme/chat-7b-gguf')).toEqual([
    'downloads',
    'gguf',
    'gpl',
    'likes',
    'medium',
    'recent',
    'text-generation',
    'transformers',
    'trending',
  ])
})

async function* readLines(path: string): AsyncGenerator {
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    yield JSON.parse(line)
  }
}

const realData = process.env['WEIGHTHOUSE_REAL_DATA']
if (realData) {
  describe('with the real records', () => {
    it('are full, and refer to all models', { timeout: 180_000 }, async () => {
      await addAll(readLines(join(realData, 'huggingface-models.ndjson.gz')), 'huggingface')
      await addAll(readLines(join(realData, 'civitai-models.ndjson.gz')), 'civitai')
      const report = await buildManifests({ catalog, out })
      const models = Object.fromEntries(report.files.map((file) => [file.name, file.models]))
      expect(models).toMatchObject({
        'huggingface-models.json': 15_904,
        'civitai-models.json': 6_917,
        'hf-likes.json': 100,
        'hf-small.json': 100,
        'hf-medium.json': 100,
        'hf-large.json': 100,
        'hf-gguf.json': 100,
        'hf-mit.json': 100,
        'hf-question-answering.json': 12,
        'civitai-AllTime-All-All-downloads-Soft.json': 100,
        'civitai-filter-loras.json': 100,
        'civitai-filter-sd15.json': 100,
        'civitai-filter-sdxl.json': 0,
      })
      const hf = JSON.parse(await readFile(join(out, 'huggingface-models.json'), 'utf8')) as {
        totalModels: number
        models: Record<string, { id: string }>
      }
      expect(hf.totalModels).toBe(15_904)
      expect(Object.entries(hf.models).filter(([id, record]) => record.id !== id)).toEqual([])
    })
  })
}
