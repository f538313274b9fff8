import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Catalog, WriteCounts } from '../../src/catalog/catalog.ts'
import { createCatalog } from '../../src/catalog/createCatalog.ts'
import { createSearchIndex, type LocalSearchIndex } from '../../src/catalog/index/createSearchIndex.ts'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import type { SourceName } from '../../src/ids/slug.ts'
import type { BaseModel } from '../../src/sources/source.ts'
import type { OpenTestDatabase, TestDatabase } from '../support/engines.ts'

/** What a test wants of a model; everything else is left out of its record. */
export interface ModelFields {
  source?: SourceName
  /** CivitAI only; on Hugging Face the id tells it. */
  name?: string
  author?: string
  task?: string
  library?: string
  license?: string
  downloads?: number
  likes?: number
  trendingScore?: number
  /** UTC milliseconds. */
  createdAt?: number
  updatedAt?: number
  gated?: boolean
  parameters?: number
  storageBytes?: number
  nsfwLevel?: number
  revision?: string
  /** As the source writes them: `en`, `gguf`, `region:us`, `chat`. */
  tags?: string[]
  languages?: string[]
  datasets?: string[]
  /** All of one relation, as a model card can say it. */
  baseModels?: BaseModel[]
  siblings?: { path: string; size?: number; sha256?: string }[]
  /** CivitAI only. */
  triggerWords?: string[]
  /** CivitAI only, such as `SDXL 1.0`. */
  base?: string
}

/** One model in its source's own schema. */
export interface TestRecord {
  source: SourceName
  record: Record<string, unknown>
}

/** @param id as its source writes it: `owner/name`, or a number for CivitAI */
export function makeRecord(id: string, fields: ModelFields = {}): TestRecord {
  const source = fields.source ?? 'huggingface'
  return { source, record: source === 'civitai' ? civitaiRecord(id, fields) : huggingFaceRecord(id, fields) }
}

function huggingFaceRecord(id: string, fields: ModelFields): Record<string, unknown> {
  const { author, task, library, license, languages = [], datasets = [], baseModels = [], siblings } = fields
  const bases = baseModels.flatMap(({ id: base, relation, declared }) => [
    `base_model:${base}`,
    ...(declared ? [`base_model:${relation}:${base}`] : []),
  ])
  return withoutUndefined({
    id,
    author,
    pipeline_tag: task,
    library_name: library,
    downloads: fields.downloads ?? 0,
    likes: fields.likes ?? 0,
    trendingScore: fields.trendingScore,
    createdAt: isoTime(fields.createdAt),
    lastModified: isoTime(fields.updatedAt),
    gated: fields.gated,
    safetensors: fields.parameters === undefined ? undefined : { total: fields.parameters },
    usedStorage: fields.storageBytes,
    sha: fields.revision,
    tags: [
      ...(fields.tags ?? []),
      ...languages,
      ...datasets.map((dataset) => `dataset:${dataset}`),
      ...(license ? [`license:${license}`] : []),
      ...(fields.nsfwLevel ? ['not-for-all-audiences'] : []),
      ...bases,
    ],
    cardData: withoutUndefined({
      license,
      language: languages.length > 0 ? languages : undefined,
      datasets: datasets.length > 0 ? datasets : undefined,
      base_model: baseModels.length > 0 ? baseModels.map((base) => base.id) : undefined,
      base_model_relation: baseModels.find((base) => base.declared)?.relation,
    }),
    siblings: siblings?.map(({ path, size, sha256 }) =>
      withoutUndefined({ rfilename: path, size, lfs: sha256 === undefined ? undefined : { sha256, size } }),
    ),
  })
}

function civitaiRecord(id: string, fields: ModelFields): Record<string, unknown> {
  const { siblings = [], triggerWords = [], base, revision = `${id}1` } = fields
  return withoutUndefined({
    id: Number(id),
    name: fields.name ?? `Model ${id}`,
    type: fields.task ?? 'LORA',
    nsfwLevel: fields.nsfwLevel ?? 0,
    tags: fields.tags ?? [],
    creator: fields.author === undefined ? undefined : { username: fields.author },
    stats: { downloadCount: fields.downloads ?? 0, thumbsUpCount: fields.likes ?? 0 },
    modelVersions: [
      withoutUndefined({
        id: Number(revision),
        name: 'v1',
        baseModel: base,
        trainedWords: triggerWords,
        createdAt: isoTime(fields.createdAt),
        publishedAt: isoTime(fields.createdAt),
        updatedAt: isoTime(fields.updatedAt),
        files: siblings.map(({ path, size, sha256 }, index) =>
          withoutUndefined({
            id: index + 1,
            name: path,
            sizeKB: size === undefined ? undefined : size / 1024,
            type: 'Model',
            hashes: sha256 === undefined ? {} : { SHA256: sha256.toUpperCase(), AutoV2: sha256.slice(0, 10) },
          }),
        ),
      }),
    ],
  })
}

function isoTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString()
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}

/** A model with a few of everything. */
export const llama = makeRecord('meta-llama/Llama-3.1-8B', {
  downloads: 900,
  likes: 5,
  license: 'llama3.1',
  createdAt: 10,
  updatedAt: 20,
  tags: ['safetensors'],
  languages: ['en'],
  datasets: ['c4', 'the-pile'],
  siblings: [{ path: 'model.safetensors', size: 16_000, sha256: 'ab'.repeat(32) }, { path: 'config.json' }],
})

export interface TestCatalog {
  catalog: Catalog
  index: LocalSearchIndex
  database: Database
  /** What openDatabase takes; child processes may open it too. */
  location: string
  /** What `clock` answers. */
  time: { now: number }
  /** Writes records of one source. */
  write(...records: TestRecord[]): Promise<WriteCounts>
  close(): Promise<void>
}

/**
 * A catalog over a database of its own: a new file, or what `open` gives.
 * @param options.fewestToKeep of its search index
 */
export async function openTestCatalog(
  open: OpenTestDatabase = openTestFile,
  options: { fewestToKeep?: number } = {},
): Promise<TestCatalog> {
  const { database, location, remove } = await open()
  const time = { now: 1_000_000 }
  const clock = () => time.now
  const index = createSearchIndex({ database, clock, ...options })
  const catalog = createCatalog({ database, index, clock })
  return {
    catalog,
    index,
    database,
    location,
    time,
    write: (...records) =>
      catalog.writeRecords(
        records[0]?.source ?? 'huggingface',
        records.map(({ record }) => record),
      ),
    async close() {
      await catalog.close()
      await remove()
    },
  }
}

/**
 * Another catalog on the same database, as another process has it; `close` leaves the database where it is.
 * @param options as of {@link openTestCatalog}; `through` gives the database that its index works with
 */
export function openBeside(
  { location }: Pick<TestCatalog, 'location'>,
  options: { fewestToKeep?: number; through?: (database: Database) => Database } = {},
): Promise<TestCatalog> {
  const { through = (database) => database, ...others } = options
  return openTestCatalog(async () => {
    const database = through(await openDatabase(location))
    return { database, location, remove: () => database.close() }
  }, others)
}

/** Child processes run without the test runner, so they cannot open one of test/support/engines.ts. */
async function openTestFile(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'weighthouse-catalog-'))
  const location = join(folder, 'weighthouse.db')
  const database = await openDatabase(location)
  return {
    database,
    location,
    async remove() {
      await database.close()
      await rm(folder, { recursive: true })
    },
  }
}
