import { PassThrough } from 'node:stream'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { llama, makeRecord } from '../../test/contracts/catalogFixtures.ts'
import { createListedSource } from '../../test/contracts/catalogListedSource.ts'
import { findScans, watchQueries } from '../../test/contracts/watchQueries.ts'
import { describeEngines, type TestDatabase } from '../../test/support/engines.ts'
import { exportCatalog } from './bundle/exportCatalog.ts'
import { createCatalog } from './createCatalog.ts'
import { syncSource } from './sync/syncSource.ts'
import { createCatalogWriter } from './write/createCatalogWriter.ts'
import { deriveAgain } from './write/deriveAgain.ts'
import { createRecordPreparer } from './write/preparer/createRecordPreparer.ts'

/** Tables that have a row for each model, or more. */
const large = new Set(['models', 'model_records', 'attributes', 'file_hashes', 'sync_seen', 'search_changes'])

describeEngines('queries of the catalog', (open) => {
  let test: TestDatabase
  beforeEach(async () => {
    test = await open()
  })
  afterEach(() => test.remove())

  it('read no large table from end to end', async () => {
    const { watched, queries } = watchQueries(test.database)
    const clock = () => 1_000_000
    const catalog = createCatalog({ database: watched, clock })
    await catalog.writeRecords('huggingface', [llama.record, makeRecord('a/b', { tags: ['x'] }).record])
    await catalog.writeRecords('huggingface', [makeRecord('a/b', { tags: ['y'], downloads: 1 }).record])
    await catalog.writeRecords('huggingface', [makeRecord('a/b', { tags: ['y'], downloads: 2 }).record])
    await catalog.write(async (writer) => {
      await writer.markRemoved([1])
      await writer.setRising([{ key: 2, score: 1 }])
    })
    await catalog.search({ query: 'llama', facets: true })
    await catalog.search({ query: 'ab'.repeat(32) })
    await catalog.getModel('meta-llama/Llama-3.1-8B')
    await catalog.getModel('a--b')
    await Array.fromAsync(catalog.iterateEntries({ withRecord: true, removed: true }))
    const source = createListedSource([{ id: 'a/b' }, { id: 'a/c' }])
    source.rejects = ['meta-llama/Llama-3.1-8B']
    for (const delta of [false, true]) await syncSource({ catalog, source, clock, mode: { delta } })
    const writer = createCatalogWriter({ database: watched, clock })
    const preparer = createRecordPreparer()
    await deriveAgain({ database: watched, writer, preparer })
    await exportCatalog({ database: watched, clock }, new PassThrough().resume())
    await catalog.forgetAll('huggingface')
    await catalog.close()

    const scans: string[] = []
    for (const query of queries.values()) {
      for (const table of await findScans(test.database, query)) {
        if (large.has(table)) scans.push(`${table}: ${query.sql}`)
      }
    }
    expect(scans).toEqual([])
    expect(queries.size).toBeGreaterThan(25)
  })

  it('are told apart from those that do', async () => {
    const scans = async (sql: string, ...parameters: unknown[]) => findScans(test.database, { sql, parameters })
    expect(await scans("SELECT key FROM models WHERE name = 'x'")).toEqual(['models'])
    expect(await scans('SELECT m.key FROM models AS m WHERE m.likes > 5')).toEqual(['models'])
    expect(await scans('SELECT name FROM models WHERE key = 5')).toEqual([])
  })
})
