import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Facet, SearchQuery, SearchSort } from '../../src/catalog/search/searchQuery.ts'
import type { OpenTestDatabase } from '../support/engines.ts'
import { awq, civitai, gguf, hash, huggingFace, ids, llama, qwen } from './catalogContractRecords.ts'
import { openTestCatalog, type TestCatalog } from './catalogFixtures.ts'

/** What search over a catalog must hold, whatever the engine; see SearchQuery. */
export function describeSearch(open: OpenTestDatabase): void {
  let test: TestCatalog

  beforeAll(async () => {
    test = await openTestCatalog(open)
    await test.write(...huggingFace)
    await test.write(...civitai)
  })
  afterAll(() => test.close())

  const idsOf = async (query: SearchQuery) =>
    (await test.catalog.search({ limit: 100, ...query })).entries.map(({ id }) => id)
  /** In the order of writing. */
  const find = async (query: SearchQuery) => {
    const { entries, total } = await test.catalog.search({ limit: 100, ...query })
    expect(entries).toHaveLength(total)
    return entries.map(({ id }) => id).toSorted((a, b) => ids.indexOf(a) - ids.indexOf(b))
  }
  const search = (query: string) => find({ query })

  it('finds a word wherever it is: in name, author, tags, base models, trigger words, former names', async () => {
    expect(await search('llama')).toEqual([llama])
    expect(await search('bartowski')).toEqual([gguf, awq])
    expect(await search('facebook')).toEqual([llama])
    expect(await search('qwen/qwen2.5-7b-instruct')).toEqual([qwen, gguf, awq])
    expect(await search('analog')).toEqual(['4201'])
    expect(await search('4201')).toEqual(['4201'])
    expect(await search('sd 1.5')).toEqual(['4201'])
  })

  it('matches words by their beginning, without case and accents, and wants all of them', async () => {
    expect(await search('QWEN gg')).toEqual([gguf, awq])
    expect(await search('realis vis')).toEqual(['4201'])
    expect(await search('qwen llama')).toEqual([])
  })

  it('finds three letters inside a word, and not two', async () => {
    expect(await search('ama')).toEqual([llama])
    expect(await search('am')).toEqual([])
    expect(await search('struc')).toEqual([qwen, gguf, awq])
  })

  it('does not take a number for the end of another', async () => {
    expect(await search('7b')).toEqual([qwen, gguf, awq])
    expect(await search('01')).toEqual([])
    expect(await search('201')).toEqual([])
  })

  it('wants the pieces of a word in whatever order, and takes letters and digits as they come', async () => {
    expect(await search('llama-3.1')).toEqual([llama])
    expect(await search('llama-8b')).toEqual([llama])
    expect(await search('llama3.1')).toEqual([llama])
    expect(await search('meta-llama/Llama-3')).toEqual([llama])
    expect(await search('meta-llama--Llama-3')).toEqual([llama])
  })

  it('leaves out what a word with a minus begins', async () => {
    expect(await search('qwen -gguf')).toEqual([qwen])
    expect(await search('-qwen -vision')).toEqual([llama, 'gpt2'])
    // `lama` is inside of a word only.
    expect(await search('-lama 3.1')).toEqual([llama])
  })

  it('reads a word that nothing has as the nearest one, and says so', async () => {
    const { entries, corrections } = await test.catalog.search({ query: 'lllama' })
    expect(entries.map(({ id }) => id)).toEqual([llama])
    expect(corrections).toEqual([{ word: 'lllama', readAs: ['llama'] }])
    expect((await test.catalog.search({ query: 'llama' })).corrections).toEqual([])
  })

  it('finds a file by its hash, and by the beginning of it', async () => {
    expect(await search(hash)).toEqual([qwen])
    expect(await search(hash.slice(0, 10).toUpperCase())).toEqual([qwen])
    expect(await search(`f${hash.slice(0, 10)}`)).toEqual([])
  })

  it('takes operators of other languages literally', async () => {
    expect(await search('and near')).toEqual(['4201'])
    expect(await search('vision AND near')).toEqual(['4201'])
    expect(await search('vision OR llama')).toEqual([])
    expect(await search('NEAR(vision and)')).toEqual(['4201'])
    expect(await search('name:llama')).toEqual([])
    expect(await search('^llama*')).toEqual([llama])
    expect(await search('"llama"')).toEqual([llama])
    expect(await search('gpt2\0" OR llama')).toEqual([])
  })

  it('finds nothing for a text without a letter or digit, and everything for an empty one', async () => {
    expect(await search('"*^!')).toEqual([])
    expect(await search(' ')).toEqual(ids)
  })

  it('splits all models by any word into those that begin with it and those that it leaves out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('q', 'qwen2.5', 'en', 'meta-llama/llama', 'ré', 'sd', '8'), async (word) => {
        const found = await search(word)
        const left = await search(`-${word}`)
        expect(new Set([...found, ...left])).toEqual(new Set(ids))
        expect(found.length + left.length).toBe(ids.length)
      }),
    )
  })

  it.each<[SearchQuery, string[]]>([
    [{ source: ['civitai'] }, ['4201']],
    [{ source: ['!huggingface'] }, ['4201']],
    [{ source: ['civitai', 'huggingface'], license: ['llama3.1'] }, [llama]],
    [{ author: ['qwen'] }, [qwen]],
    [{ author: ['!qwen', '!bartowski'], source: ['huggingface'] }, [llama, 'gpt2', awq]],
    [{ task: ['Checkpoint', 'other'] }, ['4201']],
    [{ task: ['text-generation', '!text-generation'] }, []],
    [{ library: ['transformers'] }, [qwen, llama]],
    [{ license: ['APACHE-2.0', 'llama3.1', '!llama3.1'] }, [qwen, gguf]],
    [{ license_class: ['permissive'] }, [qwen, gguf]],
    [{ license_class: ['custom', 'non-commercial'] }, [llama, awq]],
    [{ language: ['zh'] }, [gguf]],
    [{ format: ['gguf'] }, [gguf]],
    [{ format: ['en'] }, []],
    [{ dataset: ['C4'] }, [llama]],
    [{ tag: ['safetensors', 'chat'] }, [qwen]],
    [{ tag: ['safetensors', '!chat'] }, [llama]],
    [{ tag: ['license:apache-2.0', 'language:zh'] }, [gguf]],
    [{ base_model: [qwen] }, [gguf, awq]],
    [{ base_model: ['qwen--qwen2.5-7b-instruct'] }, [gguf, awq]],
    [{ base_model: ['sd 1.5'] }, ['4201']],
    [{ base_model: [`!${gguf}`], author: ['someone'] }, []],
    [{ base_model: ["'; DROP TABLE models"] }, []],
    [{ gated: true }, [llama]],
    [{ gated: false, language: ['en'] }, [qwen, gguf]],
    [{ original: true }, [qwen, llama, 'gpt2', '4201']],
    [{ original: false }, [gguf, awq]],
    [{ nsfw_mask: 1, source: ['civitai'] }, []],
    [{ nsfw_mask: 1 | 4 | 8, source: ['civitai'] }, ['4201']],
    [{ ranges: { parameters: { from: 7_600_000_000, to: 8e9 } } }, [qwen]],
    [{ ranges: { created: { from: 300 } } }, [qwen, gguf]],
    [{ ranges: { likes: { to: 10 } } }, ['gpt2', awq]],
    [{ ranges: { bytes: { from: 16_000 }, updated: { from: 500 } } }, [llama]],
    [{ ranges: { downloads: { from: 7_000, to: 7_000 } }, original: true, gated: false }, ['gpt2']],
  ])('filters by %o', async (filter, expected) => {
    expect(await find(filter)).toEqual(expected)
    expect(await test.catalog.countEntries(filter)).toBe(expected.length)
  })

  it('says how many models only the mask hides', async () => {
    expect(await test.catalog.search({ nsfw_mask: 3 })).toMatchObject({ total: 5, hidden: 1 })
    expect(await test.catalog.search({ query: 'vision', nsfw_mask: 3 })).toMatchObject({ total: 0, hidden: 1 })
    expect(await test.catalog.search({ query: 'qwen', nsfw_mask: 3 })).toMatchObject({ total: 3, hidden: 0 })
    expect(await test.catalog.search({})).toMatchObject({ total: 6, hidden: 0 })
  })

  it.each<[SearchSort, string[]]>([
    ['downloads', ['4201', qwen, 'gpt2', llama, gguf, awq]],
    ['likes', [llama, '4201', gguf, qwen, 'gpt2', awq]],
    ['trending', [qwen, llama, gguf, '4201', awq, 'gpt2']],
    ['rising', ['4201', awq, 'gpt2', llama, gguf, qwen]],
    ['created', [gguf, qwen, llama, 'gpt2', '4201', awq]],
    ['updated', [llama, gguf, qwen, '4201', awq, 'gpt2']],
    ['parameters', [llama, qwen, '4201', awq, 'gpt2', gguf]],
    ['bytes', [gguf, llama, qwen, '4201', awq, 'gpt2']],
  ])('sorts by %s, models without the value last, and pages through all of it one by one', async (sort, expected) => {
    expect(await idsOf({ sort })).toEqual(expected)
    expect(await pageThrough({ sort })).toEqual(expected)
  })

  it('puts the model whose id the text is first, then names before tags, then the popular ones', async () => {
    const relevance = (query: string) => idsOf({ query, sort: 'relevance' })
    expect((await relevance(gguf.toLowerCase()))[0]).toBe(gguf)
    expect((await relevance('GPT2'))[0]).toBe('gpt2')
    expect(await relevance('qwen')).toEqual([qwen, gguf, awq])
    const everything = await relevance('-nothing e')
    expect(await pageThrough({ query: '-nothing e', sort: 'relevance' })).toEqual(everything)
    expect(everything).toHaveLength(4)
  })

  async function pageThrough(query: SearchQuery): Promise<string[]> {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await test.catalog.search({ ...query, limit: 1, cursor })
      found.push(...page.entries.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    return found
  }

  it('counts facet values among all matches, the most frequent first', async () => {
    const { facets, entries } = await test.catalog.search({ source: ['huggingface'], limit: 1, facets: true })
    expect(entries).toHaveLength(1)
    const facet = (field: Facet['field'], values: Record<string, number>): Facet => ({
      field,
      values: Object.entries(values).map(([value, count]) => ({ value, count })),
    })
    expect(facets).toEqual([
      facet('source', { huggingface: 5 }),
      facet('task', { 'text-generation': 3 }),
      facet('library', { transformers: 2 }),
      facet('license', { 'apache-2.0': 2, 'cc-by-nc-4.0': 1, 'llama3.1': 1 }),
      facet('license_class', { permissive: 2, custom: 1, 'non-commercial': 1, unknown: 1 }),
      facet('language', { en: 3, zh: 1 }),
      facet('format', { safetensors: 2, gguf: 1 }),
      facet('author', { Qwen: 1, bartowski: 1, 'meta-llama': 1, someone: 1 }),
      facet('tag', { awq: 1, chat: 1, exbert: 1, facebook: 1 }),
      facet('base', { [qwen]: 1, [gguf.toLowerCase()]: 1 }),
    ])
    const some = await test.catalog.search({ query: 'analog', facets: ['dataset', 'base', 'task'] })
    expect(some.facets).toEqual([
      facet('dataset', {}),
      facet('base', { 'SD 1.5': 1 }),
      facet('task', { checkpoint: 1 }),
    ])
  })

  it('suggests values and models as they are typed', async () => {
    expect((await test.catalog.suggest('qwe')).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'model Qwen2.5-7B-Instruct',
      'model Qwen2.5-7B-Instruct-GGUF',
      'model qwen-tuned-AWQ',
      'author Qwen',
    ])
    expect(await test.catalog.suggest('ggu', 1)).toEqual([
      { kind: 'model', text: 'Qwen2.5-7B-Instruct-GGUF', slug: expect.any(String), count: 4_000 },
    ])
    expect(await test.catalog.suggest('')).toEqual([])
    await expect(test.catalog.suggest('q', 21)).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })
}
