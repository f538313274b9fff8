import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../test/contracts/catalogFixtures.ts'
import type { SourceRecord } from './catalog.ts'

const llama = makeRecord('meta-llama/Llama-3.1-8B', {
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

let test: TestCatalog
beforeEach(async () => {
  test = await openTestCatalog()
})
afterEach(() => test.close())

const write = (...records: SourceRecord[]) =>
  test.catalog.writeRecords(records[0]?.entry.source ?? 'huggingface', records)

describe('writeRecords', () => {
  it('adds what is new, leaves what is the same, changes what differs', async () => {
    expect(await write(llama, makeRecord('gpt2'))).toEqual({ added: 2, changed: 0, unchanged: 0 })
    expect(await write(llama, makeRecord('gpt2'))).toEqual({ added: 0, changed: 0, unchanged: 2 })
    expect(await write(llama, makeRecord('gpt2', { likes: 1 }))).toEqual({ added: 0, changed: 1, unchanged: 1 })
    expect((await test.catalog.getEntry('gpt2')).likes).toBe(1)
  })

  it('counts a model that is twice in a batch as what each of the two did', async () => {
    expect(await write(llama, llama)).toEqual({ added: 1, changed: 0, unchanged: 1 })
  })

  it('does not take the marks of a crawl for a change', async () => {
    await write({ entry: llama.entry, record: { id: 'x', likes: 5, _crawledAt: 'monday' } })
    const counts = await write({ entry: llama.entry, record: { likes: 5, id: 'x', _crawledAt: 'tuesday' } })
    expect(counts).toEqual({ added: 0, changed: 0, unchanged: 1 })
  })

  it('replaces tags, relations, datasets and words of a changed model', async () => {
    await write(llama)
    await write(
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
    await write(llama)
    await write(makeRecord(llama.entry.id, { ...llama.entry, likes: 6, siblings: [] }))
    expect((await test.catalog.getModel(llama.entry.id)).files).toHaveLength(2)
    await write(makeRecord(llama.entry.id, { ...llama.entry, likes: 6, updatedAt: 21, siblings: [] }))
    expect((await test.catalog.getModel(llama.entry.id)).files).toEqual([])
  })

  it('keeps repeated tags, parents, datasets and files once', async () => {
    const base = { id: 'a/b', relation: 'merge', declared: true } as const
    await write(
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
    await expect(write(tagged, makeRecord('1', { source: 'civitai' }))).rejects.toThrow(
      'civitai-1 is not of huggingface',
    )
    expect(await test.catalog.countEntries()).toBe(0)
    // Takes the key that the rolled-back tag had.
    await write(makeRecord('a/other', { tags: [{ tag: 'other-tag', kind: 'general' }] }))
    await write(tagged)
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
    await write(
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

describe('getEntry and getModel', () => {
  it('tell everything that was written', async () => {
    test.time.now = 5_000
    await write(
      llama,
      makeRecord('me/tune', {
        downloads: 3,
        baseModels: [{ id: 'Meta-Llama/llama-3.1-8b', relation: 'finetune', declared: false }],
      }),
    )
    const entry = {
      slug: 'meta-llama--Llama-3.1-8B',
      source: 'huggingface',
      id: 'meta-llama/Llama-3.1-8B',
      name: 'Llama-3.1-8B',
      author: 'meta-llama',
      task: undefined,
      library: undefined,
      license: 'llama3.1',
      downloads: 900,
      likes: 5,
      trendingScore: undefined,
      createdAt: 10,
      updatedAt: 20,
      gated: false,
      parameters: undefined,
      storageBytes: undefined,
      nsfwLevel: 0,
      revision: undefined,
      tags: ['safetensors', 'en'],
      removedAt: undefined,
      indexedAt: 5_000,
    }
    expect(await test.catalog.getEntry('meta-llama/Llama-3.1-8B')).toEqual(entry)
    expect(await test.catalog.getModel('meta-llama/Llama-3.1-8B')).toEqual({
      entry,
      record: JSON.parse(JSON.stringify(llama.record)),
      tags: [
        { tag: 'safetensors', kind: 'format' },
        { tag: 'en', kind: 'language' },
      ],
      files: [
        { path: 'config.json', size: undefined, sha256: undefined },
        { path: 'model.safetensors', size: 16_000, sha256: 'ab'.repeat(32) },
      ],
      parents: [],
      children: [
        {
          entry: expect.objectContaining({ slug: 'me--tune' }),
          id: 'me/tune',
          relation: 'finetune',
          declared: false,
          depth: 1,
        },
      ],
      childrenTotal: 1,
      datasets: ['c4', 'the-pile'],
      seenAt: 5_000,
    })
  })

  it.each([
    'meta-llama--Llama-3.1-8B',
    'META-LLAMA--llama-3.1-8b',
    'meta-llama/llama-3.1-8b',
    ' huggingface:meta-llama/Llama-3.1-8B ',
    'HuggingFace:meta-llama/Llama-3.1-8B',
    'https://huggingface.co/meta-llama/Llama-3.1-8B',
  ])('find a model by %j', async (text) => {
    await write(llama)
    expect((await test.catalog.getEntry(text)).id).toBe('meta-llama/Llama-3.1-8B')
  })

  it('find a CivitAI model by its slug, its bare number and its address', async () => {
    await write(makeRecord('4201', { source: 'civitai', name: 'Realistic Vision' }))
    for (const text of ['civitai-4201', 'CivitAI-4201', '4201', 'civitai:4201', 'https://civitai.com/models/4201/x']) {
      expect((await test.catalog.getEntry(text)).slug).toBe('civitai-4201')
    }
  })

  it('tell ids apart that differ in case only, and take the exact one', async () => {
    await write(makeRecord('lesa/Qwen-MLX', { downloads: 9 }), makeRecord('lesa/qwen-mlx', { downloads: 1 }))
    expect((await test.catalog.getEntry('lesa/qwen-mlx')).downloads).toBe(1)
    expect((await test.catalog.getEntry('lesa--Qwen-MLX')).downloads).toBe(9)
    expect((await test.catalog.getEntry('lesa/QWEN-mlx')).downloads).toBe(9)
  })

  it('list at most 50 children, the most downloaded first, and count them all', async () => {
    const children = Array.from({ length: 60 }, (_, index) =>
      makeRecord(`c/${index}`, {
        downloads: index,
        baseModels: [{ id: llama.entry.id, relation: 'adapter', declared: true }],
      }),
    )
    await write(llama, ...children)
    const model = await test.catalog.getModel(llama.entry.slug)
    expect(model.childrenTotal).toBe(60)
    expect(model.children.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `c/${59 - index}`))
  })

  it('offer similar names for a model that is not there', async () => {
    await write(llama, makeRecord('meta-llama/Llama-3.1-70B', { downloads: 5 }), makeRecord('gpt2'))
    await expect(test.catalog.getModel('meta-llama/Llama-3.1-9B')).rejects.toThrow(
      expect.objectContaining({
        code: 'MODEL_NOT_FOUND',
        message: 'The catalog has no model "meta-llama/Llama-3.1-9B".',
        hint: 'Did you mean meta-llama--Llama-3.1-8B, meta-llama--Llama-3.1-70B?',
      }),
    )
    await expect(test.catalog.getEntry('lama/Llamma')).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Did you mean meta-llama--Llama-3.1-8B') }),
    )
    await expect(test.catalog.getEntry('zzz')).rejects.toThrow(
      expect.objectContaining({
        hint: expect.stringContaining('`weighthouse search`'),
        details: { model: 'zzz', similar: [] },
      }),
    )
  })

  it('refuse a text that can name no model', async () => {
    for (const text of ['', '../../etc/passwd', "x' OR 1=1 --", 'a/b/c', '\ud800', 'a'.repeat(2_000)]) {
      await expect(test.catalog.getModel(text)).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    }
  })
})

describe('search', () => {
  it('answers entries, an exact total and a cursor to the next page', async () => {
    await write(...Array.from({ length: 45 }, (_, index) => makeRecord(`a/m${index}`, { downloads: index % 7 })))
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await test.catalog.search({ query: 'm', sort: 'downloads', author: ['a'], cursor })
      expect(page.total).toBe(45)
      expect(page.entries.length).toBeLessThanOrEqual(20)
      ids.push(...page.entries.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(new Set(ids).size).toBe(45)
    expect(ids).toHaveLength(45)
  })

  it('goes on where it was after a cursor, although models came in meanwhile', async () => {
    await write(...[10, 20, 30, 40].map((downloads) => makeRecord(`a/${downloads}`, { downloads })))
    const first = await test.catalog.search({ limit: 2 })
    await write(
      makeRecord('a/35', { downloads: 35 }),
      makeRecord('a/15', { downloads: 15 }),
      makeRecord('a/50', { downloads: 50 }),
    )
    const second = await test.catalog.search({ limit: 2, cursor: first.nextCursor })
    expect([...first.entries, ...second.entries].map(({ id }) => id)).toEqual(['a/40', 'a/30', 'a/20', 'a/15'])
  })

  it('refuses a cursor of another query, sort or filter, and what is no cursor', async () => {
    await write(makeRecord('a/1'), makeRecord('a/2'))
    const { nextCursor: cursor = '' } = await test.catalog.search({ query: 'a', limit: 1, tag: [] })
    expect((await test.catalog.search({ query: ' a ', limit: 50, cursor, facets: true })).entries).toHaveLength(1)
    for (const query of [
      { query: 'b', cursor },
      { query: 'a', sort: 'likes', cursor },
      { query: 'a', author: ['a'], cursor },
      { query: 'a', removed: true, cursor },
    ]) {
      await expect(test.catalog.search(query)).rejects.toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          message: 'The cursor belongs to another query, filter or sort.',
        }),
      )
    }
    const forged = Buffer.from(JSON.stringify({ q: 'x', v: {}, k: 'y' })).toString('base64url')
    for (const cursor of ['x', '%%%', forged, Buffer.from('null').toString('base64url')]) {
      await expect(test.catalog.search({ query: 'a', cursor })).rejects.toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          message: 'The cursor is not one that a search has given.',
        }),
      )
    }
  })

  it.each([
    [{ limit: 0 }, 'The limit 0 is not a number from 1 to 100.'],
    [{ limit: 101 }, 'The limit 101 is not a number from 1 to 100.'],
    [{ limit: 1.5 }, 'The limit 1.5 is not a number from 1 to 100.'],
    [{ sort: 'size; DROP TABLE models' }, '"size; DROP TABLE models" is not a way to sort.'],
    [{ source: ['github', 'ollama'] }, '"ollama" is not a source.'],
    [{ nsfwMask: -1 }, 'The NSFW mask -1 is not a set of bits.'],
    [{ ranges: { parameters: { from: 9, to: 6 } } }, 'The range of parameters, 9 to 6, holds nothing.'],
    [{ tag: Array.from({ length: 101 }, String) }, 'The filter tag has 101 values; it may have 100.'],
  ])('refuses %o', async (query, message) => {
    await expect(test.catalog.search(query)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message }),
    )
  })

  it('answers a text of 10,000 characters', async () => {
    await write(llama)
    expect((await test.catalog.search({ query: `llama ${'"'.repeat(9_990)}` })).total).toBe(1)
    expect((await test.catalog.search({ query: 'é'.repeat(10_000) })).total).toBe(0)
  })

  it('takes any filter value literally', async () => {
    await write(llama)
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom("' OR 1=1 --", '%', '_', '*', ':', 'a:b:c', '"'),
    )
    const field = fc.constantFrom('author', 'task', 'library', 'license', 'language', 'tag', 'baseModel', 'format')
    await fc.assert(
      fc.asyncProperty(field, fc.array(nasty, { minLength: 1, maxLength: 5 }), async (field, values) => {
        expect((await test.catalog.search({ [field]: values, facets: true })).total).toBe(0)
      }),
    )
  })
})

describe('getAncestry', () => {
  const child = (id: string, parents: string[], downloads = 0) =>
    makeRecord(id, {
      downloads,
      baseModels: parents.map((parent) => ({ id: parent, relation: 'finetune' as const, declared: true })),
    })
  const outline = (relations: { id: string; depth: number; entry: unknown }[]) =>
    relations.map(({ id, depth, entry }) => `${depth} ${id}${entry ? '' : ' (missing)'}`)

  it('lists both directions by depth, then downloads, missing parents last', async () => {
    await write(
      makeRecord('o/root'),
      child('o/mid', ['O/ROOT', 'o/lost'], 1),
      child('o/other', ['o/root'], 8),
      child('o/leaf', ['o/mid', 'o/elsewhere'], 2),
      child('o/top', ['o/mid', 'o/root'], 5),
    )
    const leaf = await test.catalog.getAncestry('o/leaf')
    expect(outline(leaf.ancestors)).toEqual(['1 o/mid', '1 o/elsewhere (missing)', '2 o/root', '2 o/lost (missing)'])
    expect([leaf.ancestorsTotal, leaf.descendantsTotal, leaf.descendants]).toEqual([4, 0, []])
    const root = await test.catalog.getAncestry('O/Root')
    expect(outline(root.descendants)).toEqual(['1 o/other', '1 o/top', '1 o/mid', '2 o/leaf'])
    expect(root.entry.id).toBe('o/root')
  })

  it('ends in cycles and self-loops', async () => {
    await write(child('o/a', ['o/c', 'o/a']), child('o/b', ['o/a'], 1), child('o/c', ['o/b']))
    for (const id of ['o/a', 'o/b', 'o/c']) {
      const { ancestors, descendants } = await test.catalog.getAncestry(id)
      expect(ancestors.map((relation) => relation.id).toSorted()).toEqual(
        ['o/a', 'o/b', 'o/c'].filter((other) => other !== id),
      )
      expect(descendants.map((relation) => relation.id).toSorted()).toEqual(
        ['o/a', 'o/b', 'o/c'].filter((other) => other !== id),
      )
    }
    const { parents, children } = await test.catalog.getModel('o/a')
    expect([outline(parents), outline(children)]).toEqual([['1 o/c'], ['1 o/b']])
  })

  it('counts all when it lists few, and stops at the depth', async () => {
    await write(...Array.from({ length: 30 }, (_, index) => child(`o/${index}`, index > 0 ? [`o/${index - 1}`] : [])))
    const all = await test.catalog.getAncestry('o/10', { limit: 2 })
    expect([outline(all.ancestors), all.ancestorsTotal]).toEqual([['1 o/9', '2 o/8'], 10])
    expect([outline(all.descendants), all.descendantsTotal]).toEqual([['1 o/11', '2 o/12'], 19])
    const near = await test.catalog.getAncestry('o/10', { depth: 3 })
    expect([near.ancestorsTotal, near.descendantsTotal]).toEqual([3, 3])
  })

  it('gives a child to the parent that it names exactly, of two that differ in case', async () => {
    await write(
      makeRecord('o/Base', { downloads: 9 }),
      makeRecord('o/base'),
      child('o/x', ['o/base']),
      child('o/y', ['o/BASE']),
    )
    expect(outline((await test.catalog.getAncestry('o/base')).descendants)).toEqual(['1 o/x'])
    expect(outline((await test.catalog.getAncestry('o/Base')).descendants)).toEqual(['1 o/y'])
    expect(outline((await test.catalog.getAncestry('o/x')).ancestors)).toEqual(['1 o/base'])
    expect(outline((await test.catalog.getAncestry('o/y')).ancestors)).toEqual(['1 o/Base'])
  })
})

describe('iterateEntries, countEntries and forgetAll', () => {
  it('stream what passes the filter, in the order asked for, with the record if wanted', async () => {
    await write(
      ...Array.from({ length: 1_203 }, (_, index) =>
        makeRecord(`a/${index}`, { downloads: index, gated: index % 2 === 0 }),
      ),
    )
    const all = await Array.fromAsync(test.catalog.iterateEntries())
    expect(all.map(({ entry }) => entry.id)).toEqual(Array.from({ length: 1_203 }, (_, index) => `a/${index}`))
    expect(all[7]?.record).toBeUndefined()
    const gated = await Array.fromAsync(
      test.catalog.iterateEntries({ gated: true, sort: 'downloads', limit: 550, withRecord: true }),
    )
    expect(gated).toHaveLength(550)
    expect(gated.slice(0, 2).map(({ entry }) => entry.id)).toEqual(['a/1202', 'a/1200'])
    expect(JSON.parse(gated[0]?.record ?? '')).toMatchObject({ id: 'a/1202' })
    expect(await test.catalog.countEntries({ gated: true })).toBe(602)
  })

  it('forget all of one source and nothing of the others', async () => {
    await write(
      ...Array.from({ length: 1_500 }, (_, index) =>
        makeRecord(`a/${index}`, { ...llama.entry, id: `a/${index}`, slug: `a--${index}` }),
      ),
    )
    await write(makeRecord('1', { source: 'civitai', name: 'Stay' }))
    expect(await test.catalog.forgetAll('huggingface')).toBe(1_500)
    expect((await test.catalog.search({ query: 'llama' })).total).toBe(0)
    expect((await test.catalog.search({})).entries.map(({ name }) => name)).toEqual(['Stay'])
    for (const table of ['model_records', 'model_tags', 'dataset_relations', 'model_siblings'] as const) {
      const { count } = await test.database.kysely
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      expect([table, count]).toEqual([table, table === 'model_records' ? 1 : 0])
    }
    expect(await test.catalog.getStatistics()).toEqual({
      total: 1,
      removed: 0,
      sources: [{ source: 'civitai', total: 1, removed: 0, syncedAt: undefined, completedAt: undefined }],
    })
  })
})
