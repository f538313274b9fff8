import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import {
  llama,
  makeRecord,
  openBeside,
  openTestCatalog,
  type TestRecord,
} from '../../test/contracts/catalogFixtures.ts'
import { testEngines, type TestPlace } from '../../test/support/engines.ts'
import type { Database } from '../database/database.ts'
import { migrateDatabase, migrations } from '../database/migrateDatabase.ts'
import { connectToPostgres } from '../database/postgres/connectToPostgres.ts'
import { connectToSqlite } from '../database/sqlite/connectToSqlite.ts'
import type { Catalog } from './catalog.ts'
import { models } from './index/testing/catalogAnswers.ts'
import { defaultFacets, type SearchQuery } from './search/searchQuery.ts'
import { inheritParameters } from './write/inheritParameters.ts'

const first = { '0001-createTables': migrations['0001-createTables']! }

const huggingFace = [
  llama,
  ...models(0, 320),
  makeRecord('o/gone', { tags: ['lost'] }),
  makeRecord('o/packed', { baseModels: [{ id: 'owner-7/gemma-2-7b-7', relation: 'quantized', declared: true }] }),
]
const civitai = [
  makeRecord('4201', { source: 'civitai', name: 'Réalistic Vision', base: 'SD 1.5', triggerWords: ['analog style'] }),
]

const queries: SearchQuery[] = [
  {},
  { query: 'llama' },
  { query: 'mistral -fill' },
  { query: 'analog sd' },
  { ranges: { parameters: { from: 7e9 } } },
  { query: 'ab'.repeat(32) },
  { tag: ['tag-7'], license_class: ['permissive'] },
  { original: false, language: ['fr'] },
  { removed: true, tag: ['lost'] },
  { base_model: ['owner-3/phi-4-3b-3'] },
]

async function answersOf(catalog: Catalog): Promise<unknown> {
  const answers = []
  for (const query of queries) {
    const { total, entries, facets } = await catalog.search({
      ...query,
      sort: 'downloads',
      limit: 100,
      facets: defaultFacets,
    })
    answers.push({ total, facets, slugs: entries.map(({ slug }) => slug).toSorted() })
  }
  const { descendants, ancestors } = await catalog.getAncestry('owner-3/phi-4-3b-3')
  return { answers, family: [ancestors, descendants].map((list) => list.map(({ id, depth }) => `${depth} ${id}`)) }
}

for (const engine of testEngines) {
  describe(`a catalog of the first release (${engine.label})`, () => {
    let place: TestPlace
    beforeEach(async () => {
      place = await engine.makePlace({ tables: false })
      const database =
        engine.engine === 'sqlite' ? await connectToSqlite(place.location) : await connectToPostgres(place.location)
      await migrateDatabase(database, first)
      await fill(database, huggingFace)
      await fill(database, civitai)
      await database.close()
    })
    afterEach(() => place.remove())

    it('is opened, and has everything again once what follows from its records was derived', async () => {
      const old = await openBeside(place)
      const fresh = await openTestCatalog()
      try {
        // Rows are there at once; what there is to find comes with the records.
        expect((await old.catalog.getEntry('owner-3/phi-4-3b-3')).downloads).toBe(757)
        expect(await old.catalog.deriveAgain()).toBe(324)
        await fresh.write(...huggingFace)
        await fresh.write(...civitai)
        await fresh.catalog.write((writer) => writer.markRemoved([322]))
        await inheritParameters(fresh)
        expect(await answersOf(old.catalog)).toEqual(await answersOf(fresh.catalog))
        expect((await old.catalog.search({ query: 'lost' })).total).toBe(0)
        expect((await old.catalog.getModel('meta-llama/Llama-3.1-8B')).files).toHaveLength(2)

        expect((await old.catalog.getEntry('o/packed')).parameters).toBe(7e9)

        // A sync that meets the same records finds them unchanged.
        expect(await old.write(...huggingFace.slice(0, 300))).toEqual({ added: 0, changed: 0, unchanged: 300 })
        expect(await old.catalog.deriveAgain()).toBe(0)
      } finally {
        await fresh.close()
        await old.close()
      }
    })

    it('can be stopped while it derives, and goes on with the next start', async () => {
      const stop = new AbortController()
      const killed = await openBeside(place)
      const deriving = killed.catalog.deriveAgain({ signal: stop.signal })
      stop.abort()
      const before = await deriving
      await killed.close()
      const next = await openBeside(place)
      try {
        expect(before + (await next.catalog.deriveAgain())).toBe(324)
        expect((await next.catalog.search({})).total).toBe(323)
        expect((await next.catalog.search({ query: 'analog' })).total).toBe(1)
      } finally {
        await next.close()
      }
    })
  })
}

/** Writes models as the first release did, as far as a migration keeps it. */
async function fill({ kysely }: Database, records: readonly TestRecord[]): Promise<void> {
  for (const { source, record } of records) {
    const id = String(record['id'])
    const slug = source === 'civitai' ? `civitai-${id}` : id.replace('/', '--')
    const removed = id === 'o/gone' ? 5 : null
    const { rows } = await sql<{ key: number }>`
      INSERT INTO models (slug, source, source_id, name, downloads, likes, gated, nsfw_level, removed_at, record_hash,
        parts_hash, indexed_at)
      VALUES (${slug}, ${source}, ${id}, ${id}, ${record['downloads'] ?? 0}, 0, 0, 0, ${removed}, 'fedcba9876543210',
        'fedc', 7)
      RETURNING key`.execute(kysely)
    await sql`INSERT INTO model_records (model_key, record) VALUES (${rows[0]?.key}, ${JSON.stringify(record)})`.execute(
      kysely,
    )
  }
}
