import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'

let test: TestCatalog
beforeEach(async () => {
  test = await openTestCatalog()
})
afterEach(() => test.close())

describe('search', () => {
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
    await test.write(llama)
    expect((await test.catalog.search({ query: `llama ${'"'.repeat(9_990)}` })).total).toBe(1)
    expect((await test.catalog.search({ query: 'é'.repeat(10_000) })).total).toBe(0)
  })

  it('takes any filter value literally', async () => {
    await test.write(llama)
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
