import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SourceRecord, WriteCounts } from '../../src/catalog/catalog.ts'
import type { SearchQuery } from '../../src/catalog/search/searchQuery.ts'
import { civitaiModel } from '../../src/sources/civitai/civitaiModel.ts'
import { toCivitaiEntry } from '../../src/sources/civitai/toCivitaiEntry.ts'
import { huggingFaceModel } from '../../src/sources/huggingface/huggingFaceModel.ts'
import { toHuggingFaceEntry } from '../../src/sources/huggingface/toHuggingFaceEntry.ts'
import type { Entry } from '../../src/sources/source.ts'
import { openTestCatalog, type TestCatalog } from './catalogFixtures.ts'

const data = process.env.WEIGHTHOUSE_REAL_DATA

if (data) describeRealRecords(data)

function describeRealRecords(data: string): void {
  describe('the catalog of the real records', () => {
    let test: TestCatalog
    const entries: Entry[] = []
    const written: WriteCounts[] = []

    beforeAll(async () => {
      test = await openTestCatalog()
      const huggingFace = (record: unknown) => toHuggingFaceEntry(huggingFaceModel.parse(record))
      const civitai = (record: unknown) => toCivitaiEntry(civitaiModel.parse(record))
      for (const [source, file, toEntry] of [
        ['huggingface', 'huggingface-models.ndjson.gz', huggingFace],
        ['civitai', 'civitai-models.ndjson.gz', civitai],
      ] as const) {
        const records = await readRecords(join(data, file), toEntry)
        entries.push(...records.map(({ entry }) => entry))
        written.push(await test.catalog.writeRecords(source, records))
        written.push(await test.catalog.writeRecords(source, records))
      }
    })
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
      expect((await test.catalog.search({})).total).toBe(22_821)
    })

    it.each<[SearchQuery, (entry: Entry) => boolean]>([
      [{ query: 'qwen gguf' }, hasWords('qwen', 'gguf')],
      [{ query: 'llama -lora' }, (entry) => hasWords('llama')(entry) && !hasWords('lora')(entry)],
      [{ query: 'Qwen2.5-7B-Instruct' }, hasWords('qwen2 5 7b instruct')],
      [{ query: 'meta-llama/Llama-3.1-8B' }, hasWords('meta llama', 'llama 3 1 8b')],
      [{ query: 'q' }, hasWords('q')],
      [{ query: 'stable diffusion xl' }, hasWords('stable', 'diffusion', 'xl')],
      [{ query: 'GUFENG' }, hasWords('gufeng')],
      [{ query: 'SD-1.5 anime' }, hasWords('sd 1 5', 'anime')],
      [{ query: '4201' }, hasWords('4201')],
      [{ query: '-a -e -i' }, (entry) => !hasWords('a')(entry) && !hasWords('e')(entry) && !hasWords('i')(entry)],
      [{ query: 'bert', task: ['fill-mask'] }, (entry) => hasWords('bert')(entry) && entry.task === 'fill-mask'],
      [{ source: ['civitai'], task: ['lora'] }, (entry) => entry.source === 'civitai' && entry.task === 'lora'],
      [
        { license: ['apache-2.0', 'mit'], language: ['en'], format: ['gguf'] },
        (entry) =>
          ['apache-2.0', 'mit'].includes(entry.license ?? '') &&
          hasTag(entry, 'language', 'en') &&
          hasTag(entry, 'format', 'gguf'),
      ],
      [
        { ranges: { parameters: { from: 6e9, to: 9e9 } }, library: ['transformers'] },
        ({ parameters = 0, library }) => parameters >= 6e9 && parameters <= 9e9 && library === 'transformers',
      ],
      [{ gated: true, nsfwMask: 3 }, (entry) => entry.gated && (entry.nsfwLevel & ~3) === 0],
      [
        { baseModel: ['qwen/qwen3-8b'] },
        ({ baseModels }) => baseModels.some((base) => base.id.toLowerCase() === 'qwen/qwen3-8b'),
      ],
    ])('finds as many for %o as a count over all records', async (query, matches) => {
      const expected = entries.filter(matches)
      expect(expected.length).toBeGreaterThan(0)
      const page = await test.catalog.search({ ...query, sort: 'downloads', limit: 100, facets: true })
      expect(page.total).toBe(expected.length)
      const best = expected.map(({ downloads }) => downloads).toSorted((a, b) => b - a)
      expect(page.entries.map(({ downloads }) => downloads)).toEqual(best.slice(0, 100))
      const bySource = page.facets?.find(({ field }) => field === 'source')?.values ?? []
      expect(bySource.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
    })

    it('counts facets as a count over all records does', async () => {
      const { facets = [] } = await test.catalog.search({ query: 'qwen', facets: true })
      const found = entries.filter(hasWords('qwen'))
      const values = {
        task: found.flatMap(({ task }) => task ?? []),
        license: found.flatMap(({ license }) => license ?? []),
        author: found.flatMap(({ author }) => author ?? []),
        language: found.flatMap((entry) => entry.tags.flatMap(({ tag, kind }) => (kind === 'language' ? tag : []))),
        tag: found.flatMap((entry) => entry.tags.flatMap(({ tag, kind }) => (kind === 'general' ? tag : []))),
      }
      for (const [field, all] of Object.entries(values)) {
        const counts = [...Map.groupBy(all, (value) => value).values()].map(({ length }) => length)
        const facet = facets.find((candidate) => candidate.field === field)
        expect(facet?.values.map(({ count }) => count)).toEqual(counts.toSorted((a, b) => b - a).slice(0, 20))
      }
    })

    it('pages through all models of a query, each once', async () => {
      const slugs = new Set<string>()
      let pages = 0
      let cursor: string | undefined
      do {
        const page = await test.catalog.search({ query: 'qwen gguf', limit: 100, cursor })
        for (const { slug } of page.entries) slugs.add(slug)
        cursor = page.nextCursor
        pages++
      } while (cursor)
      const expected = entries.filter(hasWords('qwen', 'gguf')).map(({ slug }) => slug)
      expect([...slugs].toSorted()).toEqual(expected.toSorted())
      expect(pages).toBe(Math.ceil(expected.length / 100))
    })

    it('knows the same ancestors and descendants as the closure of all relations', async () => {
      const closure = closeRelations(entries.filter(({ source }) => source === 'huggingface'))
      const related = entries.filter(({ id }) => closure.parents.has(id) || closure.children.has(id))
      const step = Math.floor(related.length / 200)
      const largest = [...closure.children]
        .toSorted((a, b) => b[1].length - a[1].length)
        .slice(0, 20)
        .map(([id]) => id)
      const chosen = [...related.filter((_, index) => index % step === 0).map(({ id }) => id), ...largest]
      expect(chosen.length).toBeGreaterThanOrEqual(200)
      let found = 0
      for (const id of chosen) {
        if (!entries.some((entry) => entry.id === id)) continue
        const ancestry = await test.catalog.getAncestry(id, { limit: 10_000 })
        const ancestors = reach(id, closure.parents)
        const descendants = reach(id, closure.children)
        expect(new Map(ancestry.ancestors.map((relation) => [relation.id, relation.depth]))).toEqual(ancestors)
        expect(new Map(ancestry.descendants.map((relation) => [relation.id, relation.depth]))).toEqual(descendants)
        expect([ancestry.ancestorsTotal, ancestry.descendantsTotal]).toEqual([ancestors.size, descendants.size])
        found += ancestors.size + descendants.size
      }
      expect(found).toBeGreaterThan(1_000)
    })
  })
}

async function readRecords(path: string, toEntry: (record: unknown) => Entry): Promise<SourceRecord[]> {
  const records: SourceRecord[] = []
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    const record: unknown = JSON.parse(line)
    records.push({ entry: toEntry(record), record })
  }
  return records
}

/** Whether every phrase begins a run of words in one of the texts of an entry. Plain string work, no index. */
function hasWords(...phrases: string[]): (entry: Entry) => boolean {
  return (entry) => {
    const { id, name, author = '', task = '', library = '' } = entry
    const tags = entry.tags.filter(({ kind }) => kind !== 'region').map(({ tag }) => tag)
    const bases = entry.baseModels.map((base) => base.id)
    const ids = id.includes('/') ? [] : [id]
    const texts = [name, author, task, library, ...ids, ...tags, ...bases, ...entry.searchText].map(spread)
    return phrases.every((phrase) => texts.some((text) => text.includes(` ${phrase}`)))
  }
}

/** ` qwen2 5 7b `: the words of a text in lower case and without accents, each after a space. */
function spread(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  return ` ${(words ?? []).join(' ')}`
}

function hasTag({ tags }: Entry, kind: string, tag: string): boolean {
  return tags.some((candidate) => candidate.kind === kind && candidate.tag === tag)
}

type Edges = Map<string, string[]>

/** Relations both ways, by id. A parent is the model of exactly that id, else one that differs in case only. */
function closeRelations(models: readonly Entry[]): { parents: Edges; children: Edges } {
  const exact = new Set(models.map(({ id }) => id))
  const inAnyCase = new Map(
    models.toSorted((a, b) => a.downloads - b.downloads).map(({ id }) => [id.toLowerCase(), id] as const),
  )
  const parents: Edges = new Map()
  const children: Edges = new Map()
  for (const { id, baseModels } of models) {
    for (const base of baseModels) {
      const parent = exact.has(base.id) ? base.id : (inAnyCase.get(base.id.toLowerCase()) ?? base.id)
      if (parent === id) continue
      parents.set(id, [...(parents.get(id) ?? []), parent])
      children.set(parent, [...(children.get(parent) ?? []), id])
    }
  }
  return { parents, children }
}

/** Everything that can be reached from an id, with the number of steps. */
function reach(start: string, edges: Edges): Map<string, number> {
  const found = new Map<string, number>()
  let reached = [start]
  for (let depth = 1; reached.length > 0; depth++) {
    const next = reached.flatMap((id) => edges.get(id) ?? [])
    reached = []
    for (const id of next) {
      if (id === start || found.has(id)) continue
      found.set(id, depth)
      reached.push(id)
    }
  }
  return found
}
