import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Catalog } from '../catalog/catalog.ts'
import { createCatalog } from '../catalog/createCatalog.ts'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/openDatabase.ts'
import { buildManifests } from './buildManifests.ts'
import type { ManifestFilter } from './manifestFilter.ts'
import { civitaiModel, huggingFaceModel } from './testing/sampleModels.ts'

const monday = Date.UTC(2026, 10, 16)
const tuesday = Date.UTC(2026, 10, 17)

let directory: string
let out: string
let database: Database
let catalog: Catalog

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-manifests-'))
  out = join(directory, 'public', 'manifests')
  database = await openDatabase(join(directory, 'weighthouse.db'))
  catalog = createCatalog({ database })
})
afterEach(async () => {
  await catalog.close()
  await database.close()
  await rm(directory, { recursive: true })
})

async function addHuggingFace(...models: ReturnType<typeof huggingFaceModel>[]) {
  await catalog.writeRecords('huggingface', models)
}
async function addCivitai(...models: ReturnType<typeof civitaiModel>[]) {
  await catalog.writeRecords('civitai', models)
}
async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(out, name), 'utf8'))
}
function build(options: { clock?: () => number; filters?: readonly ManifestFilter[] } = {}) {
  return buildManifests({ catalog, out, clock: () => monday, ...options })
}

const likes = { name: 'likes', source: 'huggingface', description: '', query: { sort: 'likes' } } as const
const loras = {
  name: 'filter/loras',
  source: 'civitai',
  description: '',
  query: { sort: 'downloads', tasks: ['lora'], limit: 2 },
} as const

describe('the files', () => {
  beforeEach(async () => {
    await addHuggingFace(
      huggingFaceModel('meta-llama/Llama-3.2-1B', { likes: 5 }),
      huggingFaceModel('bert-base-uncased', { likes: 9 }),
    )
    await addCivitai(
      civitaiModel(66, { name: 'Café "Lora"', type: 'LORA', downloads: 10 }),
      civitaiModel(4201, { name: 'Big', type: 'LORA', downloads: 30 }),
      civitaiModel(7, { name: 'Small', type: 'LORA', downloads: 1 }),
      civitaiModel(8, { name: 'Checkpoint', type: 'Checkpoint', downloads: 99 }),
    )
  })

  it('hold every model in the schema of its source, lists that refer to them, and one list of all lists', async () => {
    const report = await build({ filters: [likes, loras] })

    expect((await readdir(out)).toSorted()).toEqual([
      'all-models.json',
      'civitai-filter-loras.json',
      'civitai-models.json',
      'hf-likes.json',
      'huggingface-models.json',
      'index.json',
    ])
    const timestamp = '2026-11-16T00:00:00.000Z'
    expect(await readJson('huggingface-models.json')).toEqual({
      totalModels: 2,
      models: {
        'meta-llama/Llama-3.2-1B': huggingFaceModel('meta-llama/Llama-3.2-1B', { likes: 5 }),
        'bert-base-uncased': huggingFaceModel('bert-base-uncased', { likes: 9 }),
      },
      timestamp,
    })
    expect(await readJson('civitai-models.json')).toMatchObject({
      totalModels: 4,
      models: { '66': { id: 66, name: 'Café "Lora"' }, '4201': { id: 4201 }, '7': { id: 7 }, '8': { id: 8 } },
      timestamp,
    })
    expect(await readJson('hf-likes.json')).toEqual({
      filter: 'likes',
      source: 'huggingface',
      modelsFile: 'huggingface-models.json',
      modelIds: ['bert-base-uncased', 'meta-llama/Llama-3.2-1B'],
      models: [
        { id: 'bert-base-uncased', slug: 'bert-base-uncased', name: 'bert-base-uncased' },
        { id: 'meta-llama/Llama-3.2-1B', slug: 'meta-llama--Llama-3.2-1B', name: 'meta-llama/Llama-3.2-1B' },
      ],
      timestamp,
    })
    expect(await readJson('civitai-filter-loras.json')).toEqual({
      filter: 'filter/loras',
      source: 'civitai',
      modelsFile: 'civitai-models.json',
      modelIds: ['4201', '66'],
      models: [
        { id: 'civitai-4201', slug: 'civitai-4201', name: 'Big' },
        { id: 'civitai-66', slug: 'civitai-66', name: 'Café "Lora"' },
      ],
      timestamp,
    })
    expect(await readJson('all-models.json')).toEqual({
      totalModels: 4,
      civitai: 2,
      huggingface: 2,
      models: [
        { id: 'bert-base-uncased', slug: 'bert-base-uncased', name: 'bert-base-uncased', source: 'huggingface' },
        {
          id: 'meta-llama/Llama-3.2-1B',
          slug: 'meta-llama--Llama-3.2-1B',
          name: 'meta-llama/Llama-3.2-1B',
          source: 'huggingface',
        },
        { id: 'civitai-4201', slug: 'civitai-4201', name: 'Big', source: 'civitai' },
        { id: 'civitai-66', slug: 'civitai-66', name: 'Café "Lora"', source: 'civitai' },
      ],
      timestamp,
    })
    expect(await readJson('index.json')).toMatchObject({ generator: 'weighthouse', timestamp })
    expect(report.files.map(({ name, models }) => [name, models])).toEqual([
      ['all-models.json', 4],
      ['civitai-filter-loras.json', 2],
      ['civitai-models.json', 4],
      ['hf-likes.json', 2],
      ['huggingface-models.json', 2],
    ])
  })

  it('are listed in index.json and in the report with their true hash and size', async () => {
    const report = await build()
    const ledger = (await readJson('index.json')) as { files: Record<string, unknown>[] }
    expect(report.files).toEqual(ledger.files.map((file) => ({ ...file, changed: true })))
    expect(report.files.map(({ name }) => name)).toEqual((await readdir(out)).filter((name) => name !== 'index.json'))
    expect(report.out).toBe(out)
    let total = 0
    for (const { name, sha256, bytes, changed } of report.files) {
      const content = await readFile(join(out, name))
      expect({ name, sha256, bytes, changed }).toEqual({
        name,
        sha256: createHash('sha256').update(content).digest('hex'),
        bytes: content.length,
        changed: true,
      })
      total += content.length
    }
    expect(report.totalBytes).toBe(total)
  })

  it('stay as they are, byte for byte, while the catalog stays the same', async () => {
    const first = await build()
    const before = await stat(join(out, 'index.json'))
    const second = await build({ clock: () => tuesday })
    expect(second.files).toEqual(first.files.map((file) => ({ ...file, changed: false })))
    expect((await stat(join(out, 'index.json'))).ino).toBe(before.ino)
    expect(await readJson('index.json')).toMatchObject({ timestamp: '2026-11-16T00:00:00.000Z' })
  })

  it('change, with their timestamp, where the catalog changed, and nowhere else', async () => {
    await build({ filters: [likes, loras] })
    await addHuggingFace(huggingFaceModel('bert-base-uncased', { likes: 4 }))
    const report = await build({ clock: () => tuesday, filters: [likes, loras] })
    expect(report.files.filter(({ changed }) => changed).map(({ name }) => name)).toEqual([
      'all-models.json',
      'hf-likes.json',
      'huggingface-models.json',
    ])
    expect(await readJson('hf-likes.json')).toMatchObject({
      modelIds: ['meta-llama/Llama-3.2-1B', 'bert-base-uncased'],
      timestamp: '2026-11-17T00:00:00.000Z',
    })
    expect(await readJson('civitai-models.json')).toMatchObject({ timestamp: '2026-11-16T00:00:00.000Z' })
    expect(await readJson('index.json')).toMatchObject({ timestamp: '2026-11-17T00:00:00.000Z' })
  })

  it('leave out models that their source no longer lists', async () => {
    await database.kysely.updateTable('models').set({ removed_at: monday }).where('source_id', '=', '4201').execute()
    await build({ filters: [loras] })
    expect(await readJson('civitai-models.json')).toMatchObject({ totalModels: 3 })
    expect(await readJson('civitai-filter-loras.json')).toMatchObject({ modelIds: ['66', '7'] })
  })
})

it('publishes an empty catalog', async () => {
  await build({ filters: [likes] })
  expect(await readJson('huggingface-models.json')).toMatchObject({ totalModels: 0, models: {} })
  expect(await readJson('hf-likes.json')).toMatchObject({ modelIds: [], models: [] })
  expect(await readJson('all-models.json')).toMatchObject({ totalModels: 0, civitai: 0, huggingface: 0, models: [] })
})

it('publishes hundreds of models, each once, and refers only to models that are there', async () => {
  await addHuggingFace(
    ...Array.from({ length: 700 }, (_, i) => huggingFaceModel(`org-${i % 9}/model-${i}`, { likes: i, downloads: -i })),
  )
  await addCivitai(...Array.from({ length: 300 }, (_, i) => civitaiModel(i + 1, { type: 'LORA', downloads: i })))
  const report = await build()
  const all = (await readJson('all-models.json')) as { totalModels: number; models: { id: string }[] }
  expect(new Set(all.models.map(({ id }) => id)).size).toBe(all.totalModels)
  for (const { name } of report.files.filter(({ name }) => /^(hf|civitai)-(?!models)/.test(name))) {
    const list = (await readJson(name)) as { modelsFile: string; modelIds: string[] }
    const { models } = (await readJson(list.modelsFile)) as { models: Record<string, unknown> }
    expect(list.modelIds.filter((id) => !(id in models))).toEqual([])
    expect(list.modelIds.length).toBeLessThanOrEqual(100)
  }
  expect(await readJson('hf-likes.json')).toMatchObject({ modelIds: expect.arrayContaining(['org-6/model-699']) })
  expect(report.files.find(({ name }) => name === 'huggingface-models.json')?.models).toBe(700)
})

describe('the folder', () => {
  it('loses the files of filters that are gone, and nothing else', async () => {
    await build({ filters: [likes, loras] })
    await writeFile(join(out, 'mine.json'), '{}')
    await mkdir(join(out, 'images'))
    const report = await build({ filters: [loras] })
    expect(report.removed).toEqual(['hf-likes.json'])
    expect((await readdir(out)).toSorted()).toEqual([
      'all-models.json',
      'civitai-filter-loras.json',
      'civitai-models.json',
      'huggingface-models.json',
      'images',
      'index.json',
      'mine.json',
    ])
  })

  it('keeps a file of a filter that is gone when somebody changed it', async () => {
    await build({ filters: [likes] })
    await writeFile(join(out, 'hf-likes.json'), 'my own words')
    const report = await build({ filters: [] })
    expect(report).toMatchObject({ removed: [], kept: ['hf-likes.json'] })
    expect(await readFile(join(out, 'hf-likes.json'), 'utf8')).toBe('my own words')
  })

  it.each(['all-models.json', 'hf-likes.json', 'index.json'])(
    'is left as it was when a %s is in it that was not made here',
    async (name) => {
      await mkdir(out, { recursive: true })
      await writeFile(join(out, name), '{"mine":true}')
      await expect(build({ filters: [likes] })).rejects.toMatchObject({
        code: 'CONFLICT',
        details: { path: join(out, name) },
      })
      expect(await readdir(out)).toEqual([name])
      expect(await readFile(join(out, name), 'utf8')).toBe('{"mine":true}')
    },
  )

  it('is left as it was when a link has the name of a manifest', async () => {
    await mkdir(out, { recursive: true })
    await writeFile(join(directory, 'precious.json'), 'precious')
    await symlink(join(directory, 'precious.json'), join(out, 'hf-likes.json'))
    await expect(build({ filters: [likes] })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(join(directory, 'precious.json'), 'utf8')).toBe('precious')
  })

  it('is left as it was when the build is stopped', async () => {
    await addHuggingFace(huggingFaceModel('a/b', {}))
    await build({ filters: [likes] })
    const before = await readFile(join(out, 'huggingface-models.json'), 'utf8')
    await addHuggingFace(...Array.from({ length: 50 }, (_, i) => huggingFaceModel(`a/${i}`, {})))
    const stop = new AbortController()
    const reason = new Error('enough')
    const stopped = buildManifests({
      catalog,
      out,
      filters: [likes],
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    })
    await expect(stopped).rejects.toBe(reason)
    expect(await readFile(join(out, 'huggingface-models.json'), 'utf8')).toBe(before)
    expect((await readdir(out)).toSorted()).toEqual([
      'all-models.json',
      'civitai-models.json',
      'hf-likes.json',
      'huggingface-models.json',
      'index.json',
    ])
  })

  it('cannot be a file', async () => {
    await mkdir(join(directory, 'public'))
    await writeFile(out, 'a file')
    await expect(build()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { path: out } })
    await expect(buildManifests({ catalog, out: join(out, 'below') })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  it('is whole after two builds at once', async () => {
    await addHuggingFace(...Array.from({ length: 200 }, (_, i) => huggingFaceModel(`a/${i}`, { likes: i })))
    await Promise.all([build(), build({ clock: () => tuesday })])
    const report = await build()
    expect(report.files.filter(({ changed }) => changed)).toEqual([])
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('goes on where a build was killed between placing its files and listing them', async () => {
    await addHuggingFace(huggingFaceModel('a/b', { likes: 1 }))
    await build({ filters: [likes] })
    const oldLedger = await readFile(join(out, 'index.json'))
    await addHuggingFace(huggingFaceModel('a/b', { likes: 2 }))
    await build({ filters: [likes] })
    const newLedger = await readFile(join(out, 'index.json'))

    await writeFile(join(out, 'index.json'), oldLedger)
    await expect(build({ filters: [likes] })).rejects.toMatchObject({ code: 'CONFLICT' })

    await mkdir(join(out, '.weighthouse-build'))
    await writeFile(join(out, '.weighthouse-build', 'journal.json'), newLedger)
    await writeFile(join(out, '.weighthouse-build', 'hf-likes.json.part'), '{"filter":')
    const report = await build({ clock: () => tuesday, filters: [likes] })
    expect(report.files.filter(({ changed }) => changed)).toEqual([])
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('is whole after a build was killed, however far it was, and the next build finishes', async () => {
    await addHuggingFace(...Array.from({ length: 300 }, (_, i) => huggingFaceModel(`a/${i}`, { likes: i })))
    await build()
    const script = fileURLToPath(new URL('testing/buildInProcess.ts', import.meta.url))
    for (let round = 0; round < 6; round++) {
      await addHuggingFace(
        ...Array.from({ length: 300 }, (_, i) => huggingFaceModel(`a/${i}`, { likes: i + round + 1 })),
      )
      const child = spawn(process.execPath, [script, join(directory, 'weighthouse.db'), out], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      await once(child.stdout, 'data')
      // From the first bytes written aside to the last rename.
      await new Promise((resolve) => setTimeout(resolve, round * 12))
      child.kill('SIGKILL')
      await ended
      for (const name of (await readdir(out)).filter((name) => name.endsWith('.json'))) {
        expect(await readJson(name)).toHaveProperty('timestamp')
      }
    }
    await build()
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([])
    const again = await build({ clock: () => tuesday })
    expect(again.files.filter(({ changed }) => changed)).toEqual([])
  })
})
