import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Catalog, SourceRecord, WriteCounts } from '../../src/catalog/catalog.ts'
import { createCatalog } from '../../src/catalog/createCatalog.ts'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { type SourceName, toSlug } from '../../src/ids/slug.ts'
import type { Entry } from '../../src/sources/source.ts'

/** An entry of which only what a test is about need be said. */
export function makeEntry(id: string, fields: Partial<Entry> = {}): Entry {
  const source: SourceName = fields.source ?? 'huggingface'
  const segments = id.split('/')
  return {
    slug: toSlug({ source, id }),
    source,
    id,
    name: segments.at(-1) ?? id,
    author: segments.length > 1 ? segments[0] : undefined,
    task: undefined,
    library: undefined,
    license: undefined,
    downloads: 0,
    likes: 0,
    trendingScore: undefined,
    createdAt: undefined,
    updatedAt: undefined,
    gated: false,
    parameters: undefined,
    storageBytes: undefined,
    nsfwLevel: 0,
    revision: undefined,
    tags: [],
    baseModels: [],
    datasets: [],
    siblings: [],
    searchText: [],
    ...fields,
  }
}

/** A record whose content is its entry, so that a changed entry is a changed record. */
export function makeRecord(id: string, fields: Partial<Entry> = {}): SourceRecord {
  const entry = makeEntry(id, fields)
  return { entry, record: entry }
}

/** A model with a few of everything. */
export const llama = makeRecord('meta-llama/Llama-3.1-8B', {
  downloads: 900,
  likes: 5,
  license: 'llama3.1',
  createdAt: 10,
  updatedAt: 20,
  tags: [
    { tag: 'safetensors', kind: 'format' },
    { tag: 'en', kind: 'language' },
  ],
  datasets: ['c4', 'the-pile'],
  siblings: [
    { path: 'model.safetensors', size: 16_000, sha256: 'ab'.repeat(32) },
    { path: 'config.json', size: undefined, sha256: undefined },
  ],
})

export interface TestCatalog {
  catalog: Catalog
  database: Database
  directory: string
  path: string
  /** What `clock` answers. */
  time: { now: number }
  /** Writes records of one source. */
  write(...records: SourceRecord[]): Promise<WriteCounts>
  close(): Promise<void>
}

/** A catalog in a new folder, or in the folder of another one. */
export async function openTestCatalog(directory?: string): Promise<TestCatalog> {
  const folder = directory ?? (await mkdtemp(join(tmpdir(), 'weighthouse-catalog-')))
  const path = join(folder, 'weighthouse.db')
  const database = await openDatabase(path)
  const time = { now: 1_000_000 }
  const catalog = createCatalog({ database, clock: () => time.now })
  return {
    catalog,
    database,
    directory: folder,
    path,
    time,
    write: (...records) => catalog.writeRecords(records[0]?.entry.source ?? 'huggingface', records),
    async close() {
      await database.close()
      if (!directory) await rm(folder, { recursive: true })
    },
  }
}
