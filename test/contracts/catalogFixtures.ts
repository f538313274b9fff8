import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Catalog, SourceRecord } from '../../src/catalog/catalog.ts'
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

export interface TestCatalog {
  catalog: Catalog
  database: Database
  directory: string
  path: string
  /** What `clock` answers. */
  time: { now: number }
  close(): Promise<void>
}

/** A catalog in a new folder, or in the folder of another one. */
export async function openTestCatalog(directory?: string): Promise<TestCatalog> {
  const folder = directory ?? (await mkdtemp(join(tmpdir(), 'weighthouse-catalog-')))
  const path = join(folder, 'weighthouse.db')
  const database = await openDatabase(path)
  const time = { now: 1_000_000 }
  return {
    catalog: createCatalog({ database, clock: () => time.now }),
    database,
    directory: folder,
    path,
    time,
    async close() {
      await database.close()
      if (!directory) await rm(folder, { recursive: true })
    },
  }
}
