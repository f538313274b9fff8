import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { type FacetField, facetFields, listFields, rangeFields, type SearchQuery, searchSorts } from './searchQuery.ts'

describeEngines('search', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  it('answers entries, an exact total and a cursor to the next page', async () => {
    await test.write(...Array.from({ length: 45 }, (_, index) => makeRecord(`a/m${index}`, { downloads: index % 7 })))
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
    await test.write(...[10, 20, 30, 40].map((downloads) => makeRecord(`a/${downloads}`, { downloads })))
    const first = await test.catalog.search({ limit: 2 })
    await test.write(
      makeRecord('a/35', { downloads: 35 }),
      makeRecord('a/15', { downloads: 15 }),
      makeRecord('a/50', { downloads: 50 }),
    )
    const second = await test.catalog.search({ limit: 2, cursor: first.nextCursor })
    expect([...first.entries, ...second.entries].map(({ id }) => id)).toEqual(['a/40', 'a/30', 'a/20', 'a/15'])
  })

  it('refuses a cursor of another query, sort or filter, and what is no cursor', async () => {
    await test.write(makeRecord('a/1'), makeRecord('a/2'))
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
          message: `The cursor ${JSON.stringify(cursor)} is not one that a page has given.`,
        }),
      )
    }
  })

  it.each<[SearchQuery, string]>([
    [{ limit: 0 }, 'The limit 0 is not a number from 1 to 100.'],
    [{ limit: 101 }, 'The limit 101 is not a number from 1 to 100.'],
    [{ limit: 1.5 }, 'The limit 1.5 is not a number from 1 to 100.'],
    [{ sort: 'size; DROP TABLE models' }, '"size; DROP TABLE models" is not a way to sort.'],
    [{ sort: 'name' }, '"name" is not a way to sort.'],
    [{ source: ['github', 'ollama'] }, '"ollama" is not a source.'],
    [{ source: ['!ollama'] }, '"ollama" is not a source.'],
    [{ license_class: ['free'] }, '"free" is not a class of licences.'],
    [{ tag: ['mit', ' '] }, 'The filter tag has an empty value.'],
    [{ author: ['!'] }, 'The filter author has an empty value.'],
    [{ facets: ['color' as FacetField] }, '"color" cannot be counted.'],
    [{ ranges: { created: { from: Number.NaN } } }, 'The range of created, NaN to undefined, holds nothing.'],
    [{ fit: { memory: 0, context: 4096 } }, 'A memory of 0 bytes holds no model.'],
    [{ fit: { memory: 24e9, context: 1.5 } }, '1.5 is not a number of tokens.'],
    [{ nsfw_mask: -1 }, 'The NSFW mask -1 is not a set of bits.'],
    [{ ranges: { parameters: { from: 9, to: 6 } } }, 'The range of parameters, 9 to 6, holds nothing.'],
    [{ tag: Array.from({ length: 101 }, String) }, 'The filter tag has 101 values; it may have 100.'],
  ])('refuses %o', async (query, message) => {
    await expect(test.catalog.search(query)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message }),
    )
  })

  it('answers a text of 10,000 characters', async () => {
    await test.write(llama)
    expect((await test.catalog.search({ query: `llama ${'"'.repeat(9_990)}` })).total).toBe(1)
    expect((await test.catalog.search({ query: 'é'.repeat(10_000) })).total).toBe(0)
  })

  it('takes any filter value literally', async () => {
    await test.write(llama)
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom("' OR 1=1 --", '%', '_', '*', ':', 'a:b:c', '"', '\0', '\ud800'),
    )
    const value = nasty.filter((text) => text.trim() !== '' && !text.startsWith('!'))
    const field = fc.constantFrom('author', 'task', 'library', 'license', 'language', 'tag', 'dataset', 'base_model')
    await fc.assert(
      fc.asyncProperty(field, fc.array(value, { minLength: 1, maxLength: 5 }), async (field, values) => {
        expect((await test.catalog.search({ [field]: values, facets: true })).total).toBe(0)
        const others = values.map((text) => `!${text}`)
        expect((await test.catalog.search({ [field]: others, facets: true })).total).toBe(1)
      }),
    )
  })

  it('suggests something or nothing for any text', async () => {
    await test.write(llama)
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.constantFrom('lla', '3.1', ' ', '-', '"', '\0', '\ud800', 'é', '/', '8b')).map((all) => all.join('')),
    )
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (text, limit) => {
        try {
          expect((await test.catalog.suggest(text, limit)).length).toBeLessThanOrEqual(limit)
        } catch (error) {
          if (!(error instanceof WeighthouseError)) throw error
          expect(error.code).toBe('INVALID_ARGUMENT')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('answers or refuses whatever is asked, and never breaks', async () => {
    await test.write(
      llama,
      makeRecord('a/Qwen2.5-7B-GGUF', { downloads: 3, baseModels: [{ id: 'a/b', relation: 'merge', declared: true }] }),
    )
    await test.write(makeRecord('4201', { source: 'civitai', name: 'Réalistic "AND" NEAR(*)', base: 'SD 1.5' }))
    const { nextCursor: real = '' } = await test.catalog.search({ limit: 1 })
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('llama', ' ', '-', '!', '"', '*', '(', 'AND', '\0', '\ud800', '%', '..', 'é', '%00', '/'),
        )
        .map((all) => all.join('')),
    )
    const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1, 20, 100))
    const cursor = fc.oneof(
      text,
      fc.constant(real),
      fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json)).toString('base64url')),
      fc
        .record({
          q: text,
          v: fc.oneof(fc.double(), fc.constant(null), fc.array(fc.double())),
          k: fc.oneof(number, text),
        })
        .map((json) => Buffer.from(JSON.stringify(json)).toString('base64url')),
    )
    const range = fc.record({ from: number, to: number }, { requiredKeys: [] })
    const query: fc.Arbitrary<SearchQuery> = fc.record(
      {
        ...Object.fromEntries(listFields.map((field) => [field, fc.array(text, { maxLength: 3 })])),
        query: text,
        sort: fc.oneof(fc.constantFrom(...searchSorts), text),
        limit: number,
        cursor,
        gated: fc.boolean(),
        original: fc.boolean(),
        removed: fc.boolean(),
        nsfw_mask: number,
        fit: fc.record({ memory: number, context: number }),
        ranges: fc.record(Object.fromEntries(rangeFields.map((field) => [field, range])), { requiredKeys: [] }),
        facets: fc.oneof(fc.boolean(), fc.array(fc.constantFrom(...facetFields))),
      },
      { requiredKeys: [] },
    )
    let answered = 0
    const answer = async (query: SearchQuery) => {
      try {
        const { entries, total } = await test.catalog.search(query)
        expect(entries.length).toBeLessThanOrEqual(total)
        answered++
      } catch (error) {
        if (!(error instanceof WeighthouseError)) throw error
        expect(error.code).toBe('INVALID_ARGUMENT')
      }
    }
    await fc.assert(fc.asyncProperty(query, answer), { numRuns: 1_000 })
    // One field at a time, so that not every query has something to refuse.
    const single = query.chain((all) => {
      const fields = Object.keys(all) as (keyof SearchQuery)[]
      return fields.length === 0
        ? fc.constant(all)
        : fc.constantFrom(...fields).map((field) => ({ [field]: all[field] }))
    })
    await fc.assert(fc.asyncProperty(single, answer), { numRuns: 1_000 })
    expect(answered).toBeGreaterThan(300)
  })
})
