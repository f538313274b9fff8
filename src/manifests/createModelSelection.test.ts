import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createModelSelection, type SelectableEntry } from './createModelSelection.ts'
import type { FilterQuery } from './manifestFilter.ts'

function entry(slug: string, more: Partial<SelectableEntry> = {}): SelectableEntry {
  return {
    id: slug,
    slug,
    name: slug,
    task: undefined,
    license: undefined,
    tags: [],
    parameters: undefined,
    nsfwLevel: 0,
    downloads: 0,
    likes: 0,
    trendingScore: undefined,
    createdAt: undefined,
    updatedAt: undefined,
    ...more,
  }
}

function select(query: FilterQuery, entries: SelectableEntry[], newest?: number): string[] {
  const selection = createModelSelection(query, newest)
  for (const one of entries) selection.offer(one)
  return selection.models().map(({ slug }) => slug)
}

it('keeps the same models as sorting all of them would, in the same order', () => {
  const entries = fc.uniqueArray(
    fc.record({ slug: fc.string({ minLength: 1, maxLength: 4 }), downloads: fc.integer({ min: 0, max: 5 }) }),
    { selector: ({ slug }) => slug, maxLength: 60 },
  )
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 20 }), (models, limit) => {
      const sorted = models.toSorted((a, b) => b.downloads - a.downloads || (a.slug < b.slug ? -1 : 1))
      expect(
        select(
          { sort: 'downloads', limit },
          models.map(({ slug, downloads }) => entry(slug, { downloads })),
        ),
      ).toEqual(sorted.slice(0, limit).map(({ slug }) => slug))
    }),
  )
})

it('lists 100 models when the filter does not say how many', () => {
  const entries = Array.from({ length: 150 }, (_, i) => entry(`m${i}`, { likes: i }))
  expect(select({ sort: 'likes' }, entries)).toEqual(Array.from({ length: 100 }, (_, i) => `m${149 - i}`))
})

describe('a filter', () => {
  const sort = 'downloads'

  it('puts models without the value last', () => {
    const entries = [
      entry('unknown'),
      entry('zero', { trendingScore: 0, createdAt: 1, updatedAt: 1 }),
      entry('one', { trendingScore: 1, createdAt: 2, updatedAt: 2 }),
    ]
    for (const sort of ['trending', 'created', 'updated'] as const) {
      expect(select({ sort }, entries)).toEqual(['one', 'zero', 'unknown'])
    }
  })

  it('takes any of its tasks, licenses and tags, and all conditions together', () => {
    const entries = [
      entry('a', { task: 'lora', license: 'mit', tags: ['x', 'SDXL 1.0'] }),
      entry('b', { task: 'dora', license: 'gpl-3.0', tags: ['SDXL Turbo'] }),
      entry('c', { task: 'checkpoint', license: 'mit', tags: ['SD 1.5'] }),
      entry('d'),
    ]
    expect(select({ sort, tasks: ['lora', 'dora'] }, entries)).toEqual(['a', 'b'])
    expect(select({ sort, licenses: ['mit'] }, entries)).toEqual(['a', 'c'])
    expect(select({ sort, tags: ['SDXL 1.0', 'SDXL Turbo'] }, entries)).toEqual(['a', 'b'])
    expect(select({ sort, tasks: ['lora', 'dora'], licenses: ['mit'], tags: ['x'] }, entries)).toEqual(['a'])
  })

  it('bounds the number of weights, the lower end included, and leaves out models that do not tell', () => {
    const entries = [1, 4, 15, 70].map((billions) => entry(`${billions}b`, { parameters: billions * 1e9 }))
    entries.push(entry('unknown'))
    expect(select({ sort, parameters: { to: 4e9 } }, entries)).toEqual(['1b'])
    expect(select({ sort, parameters: { from: 4e9, to: 15e9 } }, entries)).toEqual(['4b'])
    expect(select({ sort, parameters: { from: 15e9 } }, entries)).toEqual(['15b', '70b'])
  })

  it('counts its days back from the newest model, by the last change or else the making', () => {
    const day = 86_400_000
    const newest = Date.UTC(2023, 6, 1)
    const entries = [
      entry('changed', { createdAt: newest - 400 * day, updatedAt: newest - 7 * day }),
      entry('made', { createdAt: newest - 6 * day }),
      entry('old', { createdAt: newest - 7 * day - 1 }),
      entry('unknown'),
    ]
    expect(select({ sort, withinDays: 7 }, entries, newest)).toEqual(['changed', 'made'])
    expect(select({ sort, withinDays: 7 }, entries, undefined)).toEqual([])
  })

  it('takes models whose every NSFW bit is in its mask, and those without a rating', () => {
    const entries = [
      entry('none'),
      entry('pg', { nsfwLevel: 1 }),
      entry('pg-and-pg13', { nsfwLevel: 3 }),
      entry('pg-and-x', { nsfwLevel: 9 }),
      entry('blocked', { nsfwLevel: 32 }),
    ]
    expect(select({ sort, nsfwMask: 1 }, entries)).toEqual(['none', 'pg'])
    expect(select({ sort, nsfwMask: 3 }, entries)).toEqual(['none', 'pg', 'pg-and-pg13'])
    expect(select({ sort, nsfwMask: 15 }, entries)).toEqual(['none', 'pg', 'pg-and-pg13', 'pg-and-x'])
  })
})
