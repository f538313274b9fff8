import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { createCatalog } from '../createCatalog.ts'
import { createCatalogWriter } from './createCatalogWriter.ts'
import { unpackKeys } from './packKeys.ts'
import { createRecordPreparer } from './preparer/createRecordPreparer.ts'
import { writeRecords } from './writeRecords.ts'

describeEngines('writeRecords', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  const changes = async () => {
    const rows = await test.database.kysely.selectFrom('search_changes').selectAll().orderBy('id').execute()
    return rows.map(({ kind, keys, time }) => [kind, unpackKeys(keys), time])
  }

  it('adds what is new, leaves what is the same, changes what differs', async () => {
    expect(await test.write(llama, makeRecord('gpt2'))).toEqual({ added: 2, changed: 0, unchanged: 0 })
    expect(await test.write(llama, makeRecord('gpt2'))).toEqual({ added: 0, changed: 0, unchanged: 2 })
    expect(await test.write(llama, makeRecord('gpt2', { likes: 1 }))).toEqual({ added: 0, changed: 1, unchanged: 1 })
    expect((await test.catalog.getEntry('gpt2')).likes).toBe(1)
  })

  it('logs once for each kind of change, and nothing for what is the same', async () => {
    test.time.now = 7
    await test.write(makeRecord('a/1'), makeRecord('a/2'), makeRecord('a/3'))
    test.time.now = 8
    await test.write(makeRecord('a/3', { tags: ['new'] }), makeRecord('a/1', { downloads: 3 }), makeRecord('a/4'))
    await test.write(makeRecord('a/1', { downloads: 3 }), makeRecord('a/2'))
    expect(await changes()).toEqual([
      ['parts', [1, 2, 3], 7],
      ['parts', [3, 4], 8],
      ['numbers', [1], 8],
    ])
  })

  it('takes the last of the records that a batch has of a model, and tells of it once', async () => {
    expect(await test.write(llama, makeRecord('a/b', { likes: 1 }), llama, makeRecord('a/b', { likes: 2 }))).toEqual({
      added: 2,
      changed: 0,
      unchanged: 2,
    })
    expect((await test.catalog.getEntry('a/b')).likes).toBe(2)
  })

  it('keeps two models whose ids differ in letter case only', async () => {
    expect(await test.write(makeRecord('A/b', { likes: 1 }), makeRecord('a/B', { likes: 2 }))).toMatchObject({
      added: 2,
    })
    expect(await test.write(makeRecord('a/B', { likes: 3 }))).toMatchObject({ changed: 1 })
    expect([(await test.catalog.getEntry('A/b')).likes, (await test.catalog.getEntry('a/B')).likes]).toEqual([1, 3])
  })

  it('does not take the marks of a crawl for a change', async () => {
    const marked = (day: string) => ({ source: llama.source, record: { ...llama.record, _crawledAt: day } })
    await test.write(marked('monday'))
    expect(await test.write(marked('tuesday'))).toEqual({ added: 0, changed: 0, unchanged: 1 })
    expect((await test.catalog.getModel(llama.record['id'] as string)).record).toMatchObject({ _crawledAt: 'monday' })
  })

  it('replaces tags, relations, datasets and words of a changed model', async () => {
    await test.write(llama)
    await test.write(
      makeRecord('meta-llama/Llama-3.1-8B', {
        tags: ['gguf'],
        baseModels: [{ id: 'meta-llama/Llama-3', relation: 'finetune', declared: true }],
        datasets: ['c5'],
      }),
    )
    const model = await test.catalog.getModel('meta-llama/Llama-3.1-8B')
    expect(model.entry.tags).toEqual(['gguf'])
    expect(model.datasets).toEqual(['c5'])
    expect(model.parents).toEqual([
      { entry: undefined, id: 'meta-llama/Llama-3', relation: 'finetune', declared: true, depth: 1 },
    ])
    expect((await test.catalog.search({ query: 'safetensors' })).total).toBe(0)
    expect((await test.catalog.search({ query: 'gguf' })).total).toBe(1)
  })

  it('finds a model by the hash of a file, also of one that it has no longer', async () => {
    const civitai = (sha256: string) =>
      makeRecord('7', { source: 'civitai', siblings: [{ path: 'x.safetensors', size: 1024, sha256 }] })
    await test.write(civitai('ab'.repeat(32)))
    await test.write(civitai('cd'.repeat(32)))
    const found = async (query: string) => (await test.catalog.search({ query })).entries.map(({ slug }) => slug)
    expect(await found('AB'.repeat(32))).toEqual(['civitai-7'])
    expect(await found('cdcdcdcdcd')).toEqual(['civitai-7'])
    expect(await found('ef'.repeat(32))).toEqual([])
  })

  it('writes nothing when one record of the batch cannot be understood', async () => {
    const writer = createCatalogWriter({ database: test.database, clock: () => 1 })
    const parts = { writer, preparer: createRecordPreparer() }
    await expect(writeRecords(parts, 'huggingface', [llama.record, { id: '../x' }])).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining('The record ../x of huggingface cannot be understood'),
      }),
    )
    expect(await test.catalog.countEntries()).toBe(0)
  })

  it('keeps no key of an attribute in mind whose transaction was rolled back', async () => {
    const tagged = makeRecord('a/good', { tags: ['new-tag'] })
    const { records } = await test.catalog.prepare('huggingface', [tagged.record])
    const failed = test.catalog.write(async (writer) => {
      await writer.writePrepared(records)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await test.catalog.countEntries()).toBe(0)
    // On SQLite, takes the key that the rolled-back tag had.
    await test.write(makeRecord('a/other', { tags: ['other-tag'] }))
    await test.write(tagged)
    expect((await test.catalog.getEntry('a/good')).tags).toEqual(['new-tag'])
    expect((await test.catalog.getEntry('a/other')).tags).toEqual(['other-tag'])
  })

  it('agrees with a second catalog on the same database about attributes that both make', async () => {
    const second = createCatalog({ database: test.database, clock: () => 1 })
    for (const [catalog, id] of [
      [test.catalog, 'a/1'],
      [second, 'a/2'],
      [test.catalog, 'a/3'],
    ] as const) {
      await catalog.writeRecords('huggingface', [makeRecord(id, { tags: ['shared', id.slice(2)] }).record])
    }
    const { entries } = await second.search({ tag: ['shared'], sort: 'created' })
    expect(new Map(entries.map(({ id, tags }) => [id, tags.toSorted()]))).toEqual(
      new Map([
        ['a/1', ['1', 'shared']],
        ['a/2', ['2', 'shared']],
        ['a/3', ['3', 'shared']],
      ]),
    )
    const values = await test.database.kysely.selectFrom('attributes').select('value').execute()
    expect(values.map(({ value }) => value).toSorted()).toEqual(['1', '2', '3', 'a', 'shared'])
    await second.close()
  })

  it('survives numbers and texts that no source should send', async () => {
    const odd = makeRecord('a/b', {
      downloads: 1e300,
      likes: -0.5,
      storageBytes: 2 ** 60,
      tags: ['\ud800 \0 x', '\0', 'x'.repeat(5_000), ''],
      license: '\0',
      revision: 'a\0b',
    })
    expect(await test.write(odd)).toMatchObject({ added: 1 })
    expect(await test.write(odd)).toMatchObject({ unchanged: 1 })
    const entry = await test.catalog.getEntry('a/b')
    expect(entry).toMatchObject({
      likes: 0,
      parameters: undefined,
      license: undefined,
      revision: 'ab',
      tags: ['\ufffd  x', 'x'.repeat(500)],
    })
    expect(Number.isSafeInteger(entry.downloads) && Number.isSafeInteger(entry.storageBytes)).toBe(true)
  })
})

describe('a thousand records at once', () => {
  it('are written as each of them would be', async () => {
    const test = await openTestCatalog()
    try {
      const many = Array.from({ length: 1_000 }, (_, index) => makeRecord(`m/${index}`, { tags: [`t${index % 7}`] }))
      expect(await test.write(...many)).toEqual({ added: 1_000, changed: 0, unchanged: 0 })
      expect(await test.write(...many)).toEqual({ added: 0, changed: 0, unchanged: 1_000 })
      expect((await test.catalog.search({ tag: ['t3'] })).total).toBe(143)
    } finally {
      await test.close()
    }
  })
})
