import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { parseWords } from '../../src/catalog/search/parseWords.ts'
import type { IndexMatches, IndexPosition, IndexQuery, SearchIndex } from '../../src/catalog/search/searchIndex.ts'
import { searchSorts } from '../../src/catalog/search/searchQuery.ts'
import { createTagDictionary } from '../../src/catalog/write/createTagDictionary.ts'
import { writeRecord } from '../../src/catalog/write/writeRecord.ts'
import type { Database } from '../../src/database/database.ts'
import type { Entry } from '../../src/sources/source.ts'
import { makeEntry } from './catalogFixtures.ts'

/** Opens a search index over an empty database. */
export type OpenSearchIndex = () => Promise<{ database: Database; index: SearchIndex; close(): Promise<void> }>

const models: Entry[] = [
  makeEntry('Qwen/Qwen2.5-7B-Instruct', {
    task: 'text-generation',
    library: 'transformers',
    license: 'apache-2.0',
    downloads: 9_000,
    likes: 50,
    trendingScore: 3.5,
    createdAt: 300,
    updatedAt: 310,
    parameters: 7_600_000_000,
    storageBytes: 15_000,
    tags: [
      { tag: 'transformers', kind: 'library' },
      { tag: 'safetensors', kind: 'format' },
      { tag: 'en', kind: 'language' },
      { tag: 'chat', kind: 'general' },
      { tag: 'apache-2.0', kind: 'license' },
    ],
  }),
  makeEntry('bartowski/Qwen2.5-7B-Instruct-GGUF', {
    task: 'text-generation',
    license: 'apache-2.0',
    downloads: 4_000,
    likes: 70,
    trendingScore: 1,
    createdAt: 400,
    updatedAt: 400,
    storageBytes: 90_000,
    tags: [
      { tag: 'gguf', kind: 'format' },
      { tag: 'en', kind: 'language' },
      { tag: 'zh', kind: 'language' },
    ],
    baseModels: [{ id: 'Qwen/Qwen2.5-7B-Instruct', relation: 'quantized', declared: true }],
  }),
  makeEntry('meta-llama/Llama-3.1-8B', {
    task: 'text-generation',
    library: 'transformers',
    license: 'llama3.1',
    downloads: 7_000,
    likes: 90,
    trendingScore: 2,
    createdAt: 200,
    updatedAt: 500,
    gated: true,
    parameters: 8_030_000_000,
    storageBytes: 16_000,
    tags: [
      { tag: 'safetensors', kind: 'format' },
      { tag: 'en', kind: 'language' },
      { tag: 'facebook', kind: 'general' },
    ],
  }),
  makeEntry('gpt2', { downloads: 7_000, likes: 10, createdAt: 100, tags: [{ tag: 'exbert', kind: 'general' }] }),
  makeEntry('4201', {
    source: 'civitai',
    name: 'Réalistic Vision "AND" NEAR(*)',
    author: 'SG_161222',
    task: 'Checkpoint',
    downloads: 1_000_000,
    likes: 70,
    nsfwLevel: 1 + 4,
    tags: [{ tag: 'photo-real', kind: 'general' }],
    searchText: ['SD 1.5', 'analog style'],
  }),
]

const nothing = parseWords('')

/** What every search index must hold; see the contract in searchIndex.ts. */
export function describeSearchIndex(name: string, open: OpenSearchIndex): void {
  describe(`the search index ${name}`, () => {
    let opened: Awaited<ReturnType<OpenSearchIndex>>
    const idsByKey = new Map<number, string>()

    beforeAll(async () => {
      opened = await open()
      const { database, index } = opened
      const tags = createTagDictionary().begin()
      await database.writeSync((statements) => {
        for (const entry of models) {
          const { key } = writeRecord({ statements, index, tags, now: 1 }, { entry, record: entry })
          idsByKey.set(key, entry.id)
        }
      })
    })
    afterAll(() => opened.close())

    const find = (query: Partial<IndexQuery> = {}): Promise<IndexMatches> =>
      opened.index.find({
        words: parseWords(query.text ?? ''),
        text: '',
        filter: {},
        sort: 'downloads',
        limit: 100,
        ...query,
      })
    const idsOf = ({ keys }: IndexMatches) => keys.map((key) => idsByKey.get(key))
    const search = async (text: string) => idsOf(await find({ text, sort: 'key' }))

    it('finds a word wherever it is: in name, author, tags, base models, trigger words', async () => {
      expect(await search('llama')).toEqual(['meta-llama/Llama-3.1-8B'])
      expect(await search('bartowski')).toEqual(['bartowski/Qwen2.5-7B-Instruct-GGUF'])
      expect(await search('facebook')).toEqual(['meta-llama/Llama-3.1-8B'])
      expect(await search('qwen/qwen2.5-7b-instruct')).toEqual([
        'Qwen/Qwen2.5-7B-Instruct',
        'bartowski/Qwen2.5-7B-Instruct-GGUF',
      ])
      expect(await search('analog')).toEqual(['4201'])
      expect(await search('4201')).toEqual(['4201'])
    })

    it('matches words by their beginning, without case and accents, and wants all of them', async () => {
      expect(await search('QWEN gg')).toEqual(['bartowski/Qwen2.5-7B-Instruct-GGUF'])
      expect(await search('realis vis')).toEqual(['4201'])
      expect(await search('ama')).toEqual([])
      expect(await search('qwen llama')).toEqual([])
    })

    it('takes the pieces of a word in their order, next to each other', async () => {
      expect(await search('llama-3.1')).toEqual(['meta-llama/Llama-3.1-8B'])
      expect(await search('llama-8b')).toEqual([])
      expect(await search('meta-llama/Llama-3')).toEqual(['meta-llama/Llama-3.1-8B'])
      expect(await search('meta-llama--Llama-3')).toEqual(['meta-llama/Llama-3.1-8B'])
    })

    it('leaves out what a word with a minus would find', async () => {
      expect(await search('qwen -gguf')).toEqual(['Qwen/Qwen2.5-7B-Instruct'])
      expect(await search('-qwen -vision')).toEqual(['meta-llama/Llama-3.1-8B', 'gpt2'])
    })

    it('takes operators of its own language literally', async () => {
      expect(await search('and near')).toEqual(['4201'])
      expect(await search('vision AND near')).toEqual(['4201'])
      expect(await search('vision OR llama')).toEqual([])
      expect(await search('NEAR(vision and)')).toEqual([])
      expect(await search('name:llama')).toEqual([])
      expect(await search('^llama*')).toEqual(['meta-llama/Llama-3.1-8B'])
      expect(await search('"llama"')).toEqual(['meta-llama/Llama-3.1-8B'])
      expect(await search('gpt2\0" OR llama')).toEqual([])
    })

    it('finds nothing for a text without a letter or digit, and everything for an empty one', async () => {
      expect(await search('"*^!')).toEqual([])
      expect((await find({ text: ' ' })).keys).toHaveLength(5)
    })

    it('answers any words at all', async () => {
      const nasty = fc.constantFrom(
        '"',
        "'",
        '*',
        '^',
        ':',
        '(',
        ')',
        '-',
        '+',
        '\0',
        'AND',
        'NOT ',
        'NEAR(',
        '\ud800',
        'a',
      )
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.oneof(nasty, fc.string())).map((all) => all.join('')),
      )
      await fc.assert(
        fc.asyncProperty(text, fc.constantFrom(...searchSorts), async (text, sort) => {
          const { keys, total } = await find({ text: text.slice(0, 100), sort, total: true, facets: true })
          expect(keys).toHaveLength(total ?? -1)
        }),
        { numRuns: 300 },
      )
    })

    it('splits all models by any word into those that it finds and those that it leaves out', async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('q', 'qwen2.5', 'en', 'meta-llama/x', 'é', 'sd', '8'), async (word) => {
          const found = await search(word)
          const left = await search(`-${word}`)
          expect(new Set([...found, ...left])).toEqual(new Set(idsByKey.values()))
          expect(found.length + left.length).toBe(idsByKey.size)
        }),
      )
    })

    it.each<[IndexQuery['filter'], string[]]>([
      [{ source: ['civitai'] }, ['4201']],
      [{ source: ['civitai', 'huggingface'], license: ['llama3.1'] }, ['meta-llama/Llama-3.1-8B']],
      [{ author: ['qwen'] }, ['Qwen/Qwen2.5-7B-Instruct']],
      [{ task: ['Checkpoint', 'other'] }, ['4201']],
      [{ library: ['transformers'] }, ['Qwen/Qwen2.5-7B-Instruct', 'meta-llama/Llama-3.1-8B']],
      [{ language: ['zh'] }, ['bartowski/Qwen2.5-7B-Instruct-GGUF']],
      [{ format: ['gguf'] }, ['bartowski/Qwen2.5-7B-Instruct-GGUF']],
      [{ format: ['en'] }, []],
      [{ tag: ['safetensors', 'chat'] }, ['Qwen/Qwen2.5-7B-Instruct']],
      [{ tag: ['license:apache-2.0'] }, ['Qwen/Qwen2.5-7B-Instruct']],
      [{ baseModel: ['qwen--qwen2.5-7b-instruct'] }, ['bartowski/Qwen2.5-7B-Instruct-GGUF']],
      [{ baseModel: ["'; DROP TABLE models"] }, []],
      [{ gated: true }, ['meta-llama/Llama-3.1-8B']],
      [{ nsfwMask: 1, source: ['civitai'] }, []],
      [{ nsfwMask: 1 | 4 | 8, source: ['civitai'] }, ['4201']],
      [{ ranges: { parameters: { from: 7_600_000_000, to: 8e9 } } }, ['Qwen/Qwen2.5-7B-Instruct']],
      [{ ranges: { created: { from: 300 } } }, ['Qwen/Qwen2.5-7B-Instruct', 'bartowski/Qwen2.5-7B-Instruct-GGUF']],
      [{ ranges: { likes: { to: 10 } } }, ['gpt2']],
    ])('filters by %o', async (filter, expected) => {
      const matches = await find({ filter, sort: 'key', total: true })
      expect(idsOf(matches)).toEqual(expected)
      expect(matches.total).toBe(expected.length)
    })

    it.each<[IndexQuery['sort'], string[]]>([
      [
        'downloads',
        ['4201', 'Qwen/Qwen2.5-7B-Instruct', 'gpt2', 'meta-llama/Llama-3.1-8B', 'bartowski/Qwen2.5-7B-Instruct-GGUF'],
      ],
      [
        'likes',
        ['meta-llama/Llama-3.1-8B', '4201', 'bartowski/Qwen2.5-7B-Instruct-GGUF', 'Qwen/Qwen2.5-7B-Instruct', 'gpt2'],
      ],
      [
        'trending',
        ['Qwen/Qwen2.5-7B-Instruct', 'meta-llama/Llama-3.1-8B', 'bartowski/Qwen2.5-7B-Instruct-GGUF', '4201', 'gpt2'],
      ],
      [
        'created',
        ['bartowski/Qwen2.5-7B-Instruct-GGUF', 'Qwen/Qwen2.5-7B-Instruct', 'meta-llama/Llama-3.1-8B', 'gpt2', '4201'],
      ],
      [
        'updated',
        ['meta-llama/Llama-3.1-8B', 'bartowski/Qwen2.5-7B-Instruct-GGUF', 'Qwen/Qwen2.5-7B-Instruct', '4201', 'gpt2'],
      ],
      [
        'parameters',
        ['meta-llama/Llama-3.1-8B', 'Qwen/Qwen2.5-7B-Instruct', '4201', 'gpt2', 'bartowski/Qwen2.5-7B-Instruct-GGUF'],
      ],
      [
        'bytes',
        ['bartowski/Qwen2.5-7B-Instruct-GGUF', 'meta-llama/Llama-3.1-8B', 'Qwen/Qwen2.5-7B-Instruct', '4201', 'gpt2'],
      ],
      [
        'name',
        ['gpt2', 'meta-llama/Llama-3.1-8B', 'Qwen/Qwen2.5-7B-Instruct', 'bartowski/Qwen2.5-7B-Instruct-GGUF', '4201'],
      ],
    ])('sorts by %s, models without the value last, and pages through all of it one by one', async (sort, expected) => {
      expect(idsOf(await find({ sort }))).toEqual(expected)
      expect(await pageThrough({ sort })).toEqual(expected)
    })

    it('puts the model whose id the text is first, then names before tags, then the popular ones', async () => {
      const relevance = async (text: string) => idsOf(await find({ text, sort: 'relevance' }))
      expect((await relevance('bartowski/qwen2.5-7b-instruct-gguf'))[0]).toBe('bartowski/Qwen2.5-7B-Instruct-GGUF')
      expect((await relevance('GPT2'))[0]).toBe('gpt2')
      expect(await relevance('qwen')).toEqual(['Qwen/Qwen2.5-7B-Instruct', 'bartowski/Qwen2.5-7B-Instruct-GGUF'])
      const everything = await relevance('-nothing e')
      expect(await pageThrough({ text: '-nothing e', sort: 'relevance' })).toEqual(everything)
      expect(everything).toHaveLength(4)
    })

    async function pageThrough(query: Partial<IndexQuery>): Promise<(string | undefined)[]> {
      const ids: (string | undefined)[] = []
      let after: IndexPosition | undefined
      do {
        const page = await find({ ...query, after, limit: 1 })
        ids.push(...idsOf(page))
        // A position has gone through a cursor's JSON.
        after = page.next && (JSON.parse(JSON.stringify(page.next)) as IndexPosition)
      } while (after)
      return ids
    }

    it('counts facet values among all matches, the most frequent first', async () => {
      const { facets, keys } = await find({ filter: { source: ['huggingface'] }, limit: 1, facets: true })
      expect(keys).toHaveLength(1)
      expect(facets).toEqual([
        { field: 'source', values: [{ value: 'huggingface', count: 4 }] },
        { field: 'task', values: [{ value: 'text-generation', count: 3 }] },
        { field: 'library', values: [{ value: 'transformers', count: 2 }] },
        {
          field: 'license',
          values: [
            { value: 'apache-2.0', count: 2 },
            { value: 'llama3.1', count: 1 },
          ],
        },
        {
          field: 'language',
          values: [
            { value: 'en', count: 3 },
            { value: 'zh', count: 1 },
          ],
        },
        {
          field: 'format',
          values: [
            { value: 'safetensors', count: 2 },
            { value: 'gguf', count: 1 },
          ],
        },
        {
          field: 'author',
          values: [
            { value: 'bartowski', count: 1 },
            { value: 'meta-llama', count: 1 },
            { value: 'Qwen', count: 1 },
          ],
        },
        {
          field: 'tag',
          values: [
            { value: 'chat', count: 1 },
            { value: 'exbert', count: 1 },
            { value: 'facebook', count: 1 },
          ],
        },
      ])
    })

    it('finds what a transaction put and removed only when it was committed', async () => {
      const { database, index } = opened
      const key = [...idsByKey].find(([, id]) => id === 'gpt2')?.[0] ?? 0
      const text = { name: 'zebra', author: '', tags: '', more: '' }
      const failing = database.writeSync((statements) => {
        index.put(statements, key, text)
        throw new RangeError('after the put')
      })
      await expect(failing).rejects.toThrow('after the put')
      expect(await search('zebra')).toEqual([])
      expect(await search('gpt2')).toEqual(['gpt2'])

      await database.writeSync((statements) => index.put(statements, key, text))
      expect(await search('zebra')).toEqual(['gpt2'])
      expect(await search('gpt2')).toEqual([])

      await database.writeSync((statements) => {
        index.remove(statements, key)
        index.remove(statements, 999_999)
      })
      expect(await search('zebra')).toEqual([])
      await database.writeSync((statements) => index.put(statements, 999_999, text))
      expect(await search('zebra')).toEqual([])
      expect((await find({ words: nothing })).keys).toHaveLength(5)
    })
  })
}
