import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'

let test: TestCatalog
beforeEach(async () => {
  test = await openTestCatalog()
})
afterEach(() => test.close())

describe('writeRecords', () => {
  it('adds what is new, leaves what is the same, changes what differs', async () => {
    expect(await test.write(llama, makeRecord('gpt2'))).toEqual({ added: 2, changed: 0, unchanged: 0 })
    expect(await test.write(llama, makeRecord('gpt2'))).toEqual({ added: 0, changed: 0, unchanged: 2 })
    expect(await test.write(llama, makeRecord('gpt2', { likes: 1 }))).toEqual({ added: 0, changed: 1, unchanged: 1 })
    expect((await test.catalog.getEntry('gpt2')).likes).toBe(1)
  })

  it('counts a model that is twice in a batch as what each of the two did', async () => {
    expect(await test.write(llama, llama)).toEqual({ added: 1, changed: 0, unchanged: 1 })
  })

  it('does not take the marks of a crawl for a change', async () => {
    await test.write({ entry: llama.entry, record: { id: 'x', likes: 5, _crawledAt: 'monday' } })
    const counts = await test.write({ entry: llama.entry, record: { likes: 5, id: 'x', _crawledAt: 'tuesday' } })
    expect(counts).toEqual({ added: 0, changed: 0, unchanged: 1 })
  })

  it('replaces tags, relations, datasets and words of a changed model', async () => {
    await test.write(llama)
    await test.write(
      makeRecord('meta-llama/Llama-3.1-8B', {
        tags: [{ tag: 'gguf', kind: 'format' }],
        baseModels: [{ id: 'meta-llama/Llama-3', relation: 'finetune', declared: true }],
        datasets: ['c5'],
      }),
    )
    const model = await test.catalog.getModel('meta-llama/Llama-3.1-8B')
    expect(model.tags).toEqual([{ tag: 'gguf', kind: 'format' }])
    expect(model.datasets).toEqual(['c5'])
    expect(model.parents).toEqual([
      { entry: undefined, id: 'meta-llama/Llama-3', relation: 'finetune', declared: true, depth: 1 },
    ])
    expect((await test.catalog.search({ query: 'safetensors' })).total).toBe(0)
    expect((await test.catalog.search({ query: 'gguf' })).total).toBe(1)
  })

  it('keeps the file list of a fuller record until the model is modified', async () => {
    await test.write(llama)
    await test.write(makeRecord(llama.entry.id, { ...llama.entry, likes: 6, siblings: [] }))
    expect((await test.catalog.getModel(llama.entry.id)).files).toHaveLength(2)
    await test.write(makeRecord(llama.entry.id, { ...llama.entry, likes: 6, updatedAt: 21, siblings: [] }))
    expect((await test.catalog.getModel(llama.entry.id)).files).toEqual([])
  })

  it('keeps repeated tags, parents, datasets and files once', async () => {
    const base = { id: 'a/b', relation: 'merge', declared: true } as const
    await test.write(
      makeRecord('x/y', {
        tags: [
          { tag: 'en', kind: 'language' },
          { tag: 'en', kind: 'language' },
          { tag: 'en', kind: 'general' },
        ],
        baseModels: [base, { ...base, id: 'A/B' }],
        datasets: ['c4', 'c4'],
        siblings: [llama.entry.siblings, llama.entry.siblings].flat(),
      }),
    )
    const model = await test.catalog.getModel('x/y')
    expect(model.entry.tags).toEqual(['en'])
    expect([model.tags.length, model.parents.length, model.datasets.length, model.files.length]).toEqual([2, 1, 1, 2])
  })

  it('writes nothing when one record of the batch cannot be written, and keeps no tag of it in mind', async () => {
    const tagged = makeRecord('a/good', { tags: [{ tag: 'new-tag', kind: 'general' }] })
    await expect(test.write(tagged, makeRecord('1', { source: 'civitai' }))).rejects.toThrow(
      'civitai-1 is not of huggingface',
    )
    expect(await test.catalog.countEntries()).toBe(0)
    // Takes the key that the rolled-back tag had.
    await test.write(makeRecord('a/other', { tags: [{ tag: 'other-tag', kind: 'general' }] }))
    await test.write(tagged)
    expect((await test.catalog.getEntry('a/good')).tags).toEqual(['new-tag'])
    expect((await test.catalog.getEntry('a/other')).tags).toEqual(['other-tag'])
  })

  it('agrees with a second catalog on the same file about tags that both make', async () => {
    const second = await openTestCatalog(test.directory)
    try {
      for (const [catalog, id] of [
        [test.catalog, 'a/1'],
        [second.catalog, 'a/2'],
        [test.catalog, 'a/3'],
      ] as const) {
        await catalog.writeRecords('huggingface', [
          makeRecord(id, {
            tags: [
              { tag: 'shared', kind: 'general' },
              { tag: id, kind: 'general' },
            ],
          }),
        ])
      }
      const { entries } = await second.catalog.search({ tag: ['shared'], sort: 'name' })
      expect(entries.map(({ id, tags }) => [id, tags.toSorted()])).toEqual([
        ['a/1', ['a/1', 'shared']],
        ['a/2', ['a/2', 'shared']],
        ['a/3', ['a/3', 'shared']],
      ])
    } finally {
      await second.close()
    }
  })

  it('survives numbers and strings that no source should send', async () => {
    await test.write(
      makeRecord('a/b', {
        downloads: 1e300,
        likes: -0.5,
        parameters: Number.NaN,
        storageBytes: 2 ** 60,
        trendingScore: Number.POSITIVE_INFINITY,
        name: '\ud800 \0 x',
        license: '',
      }),
    )
    const entry = await test.catalog.getEntry('a/b')
    expect(entry).toMatchObject({
      downloads: Number.MAX_SAFE_INTEGER,
      parameters: undefined,
      storageBytes: Number.MAX_SAFE_INTEGER,
      trendingScore: undefined,
    })
  })
})
