import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { readRecords } from '../../mock/records/readRecords.ts'
import type { WriteCounts } from '../../src/catalog/catalog.ts'
import { facetFields, type SearchQuery } from '../../src/catalog/search/searchQuery.ts'
import { inheritParameters } from '../../src/catalog/write/inheritParameters.ts'
import { describeEngines } from '../support/engines.ts'
import { expectCounts } from '../support/plain/expectCounts.ts'
import { descendantsPlainly, isFoundPlainly } from '../support/plain/findPlainly.ts'
import { inheritPlainly } from '../support/plain/inheritPlainly.ts'
import type { PlainModel } from '../support/plain/plainModel.ts'
import { readPlainCivitai } from '../support/plain/readPlainCivitai.ts'
import { readPlainHuggingFace } from '../support/plain/readPlainHuggingFace.ts'
import { openTestCatalog, type TestCatalog } from './catalogFixtures.ts'

const data = process.env.WEIGHTHOUSE_REAL_DATA
const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

type Matches = (model: PlainModel) => boolean

/** Searches, and who matches them besides the words. */
const searches: [[SearchQuery, Matches], ...[SearchQuery, Matches][]] = [
  [
    { query: 'llama -lora', license_class: ['permissive'], ranges: { parameters: { from: 6e9, to: 9e9 } } },
    ({ licenseClass, parameters = 0 }) => licenseClass === 'permissive' && parameters >= 6e9 && parameters <= 9e9,
  ],
  [{}, () => true],
  [{ query: 'qwen gguf' }, () => true],
  [{ query: 'Qwen2.5-7B-Instruct' }, () => true],
  [{ query: 'meta-llama/Llama-3.1-8B' }, () => true],
  [{ query: 'q' }, () => true],
  [{ query: 'stable diffusion xl' }, () => true],
  [{ query: 'GUFENG' }, () => true],
  [{ query: 'SD-1.5 anime' }, () => true],
  [{ query: '3759' }, () => true],
  [{ query: 'iffus' }, () => true],
  [{ query: 'qwen3 -gguf -mlx' }, () => true],
  [{ query: '-a -e -i' }, () => true],
  [{ query: 'bert', task: ['fill-mask'] }, ({ task }) => task === 'fill-mask'],
  [{ query: 'vae' }, () => true],
  [{ query: '风格' }, () => true],
  [{ source: ['civitai'], task: ['lora'] }, ({ source, task }) => source === 'civitai' && task === 'lora'],
  [
    { license: ['apache-2.0', 'mit'], language: ['en'], format: ['gguf'] },
    ({ license = '', languages, formats }) =>
      ['apache-2.0', 'mit'].includes(license) && languages.has('en') && formats.has('gguf'),
  ],
  [
    { ranges: { parameters: { from: 6e9, to: 9e9 } }, library: ['transformers', '!mlx'] },
    ({ parameters = 0, library }) => parameters >= 6e9 && parameters <= 9e9 && library === 'transformers',
  ],
  [{ gated: true, nsfw_mask: 3 }, ({ gated, nsfw }) => gated && (nsfw & ~3) === 0],
  [
    { original: false, license_class: ['!permissive', '!unknown'] },
    ({ id, parents, licenseClass }) =>
      parents.some((parent) => parent !== id) && licenseClass !== 'permissive' && licenseClass !== 'unknown',
  ],
  [
    { query: 'instruct', author: ['!qwen', '!unsloth'], ranges: { downloads: { from: 1_000 }, likes: { to: 50 } } },
    ({ author, downloads, likes }) =>
      !['qwen', 'unsloth'].includes(author?.toLowerCase() ?? '') && downloads >= 1_000 && likes <= 50,
  ],
  [
    { ranges: { created: { from: day('2026-06-01'), to: day('2026-06-30') }, bytes: { to: 1e9 } } },
    ({ created = 0, bytes = Infinity }) => created >= day('2026-06-01') && created <= day('2026-06-30') && bytes <= 1e9,
  ],
  [
    { tag: ['conversational', '!unsloth'], query: 'tune' },
    (model) => hasTag(model, 'conversational') && !hasTag(model, 'unsloth'),
  ],
  [{ base_model: ['sdxl 1.0', 'SD 2.1'] }, ({ bases }) => bases.has('SDXL 1.0') || bases.has('SD 2.1')],
]

if (data) {
  describeEngines('the catalog of the real records', (open) => {
    let test: TestCatalog
    const models: PlainModel[] = []
    const written: WriteCounts[] = []

    beforeAll(async () => {
      test = await openTestCatalog(open)
      for (const [source, read] of [
        ['huggingface', readPlainHuggingFace],
        ['civitai', readPlainCivitai],
      ] as const) {
        const records = await Array.fromAsync(readRecords(join(data, `${source}-models.ndjson.gz`)))
        for (const record of records) models.push(read(record))
        written.push(await test.catalog.writeRecords(source, records))
        written.push(await test.catalog.writeRecords(source, records))
      }
    }, 300_000)
    afterAll(() => test.close())

    it('has every model once, and took nothing in when they were written again', async () => {
      expect(written).toEqual([
        { added: 15_904, changed: 0, unchanged: 0 },
        { added: 0, changed: 0, unchanged: 15_904 },
        { added: 6_917, changed: 0, unchanged: 0 },
        { added: 0, changed: 0, unchanged: 6_917 },
      ])
      const statistics = await test.catalog.getStatistics()
      expect(statistics.sources.map(({ source, total }) => [source, total])).toEqual([
        ['huggingface', 15_904],
        ['civitai', 6_917],
      ])
    })

    it.each(searches)('answers %j as a count over all records does, with every facet', async (query, matches) => {
      const text = query.query ?? ''
      const expected = models.filter((model) => matches(model) && (text === '' || isFoundPlainly(model, text)))
      expect(expected.length).toBeGreaterThan(0)
      const page = await test.catalog.search({ ...query, sort: 'downloads', limit: 100, facets: facetFields })
      const ids = new Set(expected.map(({ id }) => id))
      expect(page.entries.filter(({ id }) => !ids.has(id)).map(({ id }) => id)).toEqual([])
      expect(page.total).toBe(expected.length)
      const best = expected.map(({ downloads }) => downloads).toSorted((a, b) => b - a)
      expect(page.entries.map(({ downloads }) => downloads)).toEqual(best.slice(0, 100))
      for (const facet of page.facets ?? []) expectCounts(facet, expected)
      expect(page.facets).toHaveLength(facetFields.length)
    })

    it('finds the derivatives of any ancestor', async () => {
      for (const id of [
        'Qwen/Qwen2.5-7B',
        'meta-llama/Llama-3.1-8B',
        'google/gemma-3-4b-it',
        'black-forest-labs/FLUX.1-dev',
      ]) {
        const expected = descendantsPlainly(models, id)
        expect(expected.size).toBeGreaterThan(5)
        expect((await test.catalog.search({ base_model: [id] })).total).toBe(expected.size)
        expect(await test.catalog.countEntries({ base_model: [`!${id}`] })).toBe(models.length - expected.size)
      }
    })

    it('counts quantized models by the weights of their base, once they have taken them over', async () => {
      const resolved = inheritPlainly(models)
      const heirs = resolved.filter((model, index) => model !== models[index])
      expect(heirs.length).toBeGreaterThan(20)
      expect(await inheritParameters(test)).toBe(heirs.length)
      const expected = new Map(resolved.map(({ source, id, parameters }) => [`${source} ${id}`, parameters]))
      const wrong: string[] = []
      for await (const { entry } of test.catalog.iterateEntries()) {
        if (entry.parameters !== expected.get(`${entry.source} ${entry.id}`)) wrong.push(entry.id)
      }
      expect(wrong).toEqual([])

      const [[query, matches]] = searches
      const found = resolved.filter((model) => matches(model) && isFoundPlainly(model, query.query ?? ''))
      const page = await test.catalog.search({ ...query, facets: facetFields })
      expect(page.total).toBe(found.length)
      for (const facet of page.facets ?? []) expectCounts(facet, found)
    })

    it('pages through all models of a query, each once', async () => {
      const found: string[] = []
      let pages = 0
      let cursor: string | undefined
      do {
        const page = await test.catalog.search({ query: 'qwen gguf', limit: 100, cursor })
        found.push(...page.entries.map(({ id }) => id))
        cursor = page.nextCursor
        pages++
      } while (cursor)
      const expected = models.filter((model) => isFoundPlainly(model, 'qwen gguf')).map(({ id }) => id)
      expect(found.toSorted()).toEqual(expected.toSorted())
      expect(pages).toBe(Math.ceil(expected.length / 100))
    })
  })
}

/** Whatever kind of tag it is. */
function hasTag({ task = '', library = '', license = '', ...model }: PlainModel, tag: string): boolean {
  const { languages, formats, tags, datasets, bases, others } = model
  const all = [task, library, license, ...languages, ...formats, ...tags, ...datasets, ...bases, ...others]
  return all.some((one) => one.toLowerCase() === tag)
}
