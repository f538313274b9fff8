import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { facetFields } from '../../search/searchQuery.ts'
import { openState } from '../createIndexState.ts'
import { type DocSet, fromSorted, intersect, toKeys } from '../docSet.ts'
import { createIndexData } from '../indexData.ts'
import type { Attribute, AttributeKind, IndexedModel } from '../indexedModel.ts'
import type { IndexState } from '../indexState.ts'
import { readIndexState } from '../parts/readIndexState.ts'
import { finishNow } from '../segments/finishNow.ts'
import { NaiveIndex } from '../testing/naiveIndex.ts'
import { canCountCodes } from './codedCounts.ts'
import { keepBy, keepWith } from './keepWith.ts'
import { modelsWith } from './modelsWith.ts'

const size = 44_000
/** Of some kinds so many that most are too rare for a code; and more than a mask has bits. */
const valuesOf = { author: 6000, task: 40, library: 60, license: 30, language: 20, format: 6, tag: 6000, dataset: 50 }
const kinds = Object.keys(valuesOf) as (keyof typeof valuesOf)[]
const none = { trending: Number.NaN, rising: Number.NaN, created: Number.NaN, updated: Number.NaN }

/** Numbers that look random, the same ones every time. */
function createDice(): (sides: number) => number {
  let state = 7
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

describe('counting by codes', () => {
  const dice = createDice()
  const data = createIndexData()
  const state = openState(data)
  const naive = new NaiveIndex()
  const attributes: Attribute[] = []
  const firstOf = new Map<AttributeKind, number>()

  /** Few values are frequent and many rare; a third of the models has only rare tags. */
  function makeModel(key: number): IndexedModel {
    const draw = (kind: keyof typeof valuesOf) =>
      firstOf.get(kind)! + Math.floor(valuesOf[kind] ** (dice(1000) / 1000)) - 1
    const rare = () => firstOf.get('tag')! + 2000 + dice(4000)
    const tags = key % 3 === 0 ? [rare(), rare()] : Array.from({ length: dice(8) }, () => draw('tag'))
    const others = kinds.filter((kind) => kind !== 'tag' && (kind === 'author' || dice(3) > 0)).map(draw)
    // Frequent in one segment, and in the other too rare for a code.
    if (key % (key <= size / 2 ? 20 : 2000) === 0) tags.push(firstOf.get('tag')! + 1500)
    const own = new Set([...tags, ...others, ...(dice(9) === 0 ? [draw('license')] : [])])
    return {
      key,
      source: dice(4) === 0 ? 'civitai' : 'huggingface',
      id: `o/m${key}`,
      name: `m${key}`,
      more: '',
      attributes: [...own],
      numbers: { ...none, downloads: 0, likes: 0, parameters: Number.NaN, bytes: Number.NaN, weights: Number.NaN },
      gated: false,
      removed: dice(50) === 0,
      nsfwLevel: 0,
    }
  }

  beforeAll(() => {
    for (const kind of kinds) {
      firstOf.set(kind, attributes.length + 1)
      for (let index = 0; index < valuesOf[kind]; index++) {
        attributes.push({ key: attributes.length + 1, kind, value: `${kind}${(index * 7919) % valuesOf[kind]}` })
      }
    }
    state.apply({ attributes })
    naive.apply({ attributes })
    // The first segment has gaps between its keys, the second has none.
    const models = Array.from({ length: size }, (_, index) => makeModel(index + 1)).filter(
      ({ key }) => key > size / 2 || key % 997 !== 0,
    )
    for (const half of [models.filter(({ key }) => key <= size / 2), models.filter(({ key }) => key > size / 2)]) {
      const load = state.load()
      load.add({ models: half })
      finishNow(load.finish())
    }
    naive.apply({ models })
    expect(state.needsMerge()).toBe(true)
    finishNow(state.merge())
    expect(state.needsMerge()).toBe(false)
    expect(data.segments.live.length).toBe(2)
  }, 60_000)

  function expectSameFacets(matches: DocSet): void {
    expect(canCountCodes(data, matches)).toBe(true)
    const facets = state.view.countFacets(matches, facetFields, 20)
    const keys = Array.from(toKeys(matches))
    for (const field of facetFields) {
      expect(facets.find((facet) => facet.field === field)?.values).toEqual(naive.countFacet(keys, field))
    }
  }

  /** Models in a stretch of keys, one of so many, those of one remainder by three or all. */
  const choices = fc.record({
    from: fc.constantFrom(0, 0, 9000, 22_000, 30_000),
    oneOf: fc.constantFrom(1, 1, 2, 3, 4),
    remainder: fc.constantFrom(undefined, 0, 1),
  })

  function choose({ from, oneOf, remainder }: { from: number; oneOf: number; remainder: number | undefined }): DocSet {
    const chosen = toKeys(state.view.match({ filter: { removed: true } })).filter(
      (key) => key > from && key % oneOf === 0 && (remainder === undefined || key % 3 === remainder),
    )
    return fromSorted(chosen)
  }

  it('finds the same as counting one by one, whatever matches', { timeout: 120_000 }, () => {
    const listed = state.view.match({})
    fc.assert(
      fc.property(choices, fc.boolean(), (choice, withRemoved) => {
        const matches = withRemoved ? choose(choice) : intersect(choose(choice), listed)
        if (matches.count > 3000) expectSameFacets(matches)
      }),
      { numRuns: 12 },
    )
    // Nearly all: those that do not match are counted.
    expectSameFacets(fromSorted(toKeys(listed).filter((key) => key % 30 !== 0)))
    // Tags that are so rare that codes do not show them.
    expectSameFacets(fromSorted(toKeys(listed).filter((key) => key % 3 === 0)))
  })

  it('finds what is in lists and what is not, by whichever way takes less', () => {
    const tag = firstOf.get('tag')!
    const [frequent, rare] = [
      [tag, tag + 1, firstOf.get('format')!],
      Uint32Array.from({ length: 900 }, (_, index) => tag + 5 + index),
    ]
    const all = Uint32Array.from([...frequent, ...rare].sort((a, b) => a - b))
    const mostRare = rare.reduce((sum, attribute) => sum + data.derived.total[attribute]!, 0)
    const withFrequent = modelsWith(
      data,
      frequent.toSorted((a, b) => a - b),
    )
    const authors = Uint32Array.from({ length: 40 }, (_, index) => firstOf.get('author')! + index)
    for (const oneOf of [1, 7, 900]) {
      const models = choose({ from: 5, oneOf, remainder: undefined })
      const kept = keepWith(data, models, { all, frequent, rare, mostRare, withFrequent })
      expect([...toKeys(kept)]).toEqual([...toKeys(intersect(models, modelsWith(data, all)))])
      const by = keepBy(data, models, authors)
      expect([...toKeys(by)]).toEqual([...toKeys(intersect(models, modelsWith(data, authors)))])
    }
  })

  it('keeps codes and lists of words with the other parts, and makes them again where there are none, or some of another version', () => {
    const codesOf = (one: IndexState) =>
      one
        .parts()
        .filter(({ name }) => /^(codes|frequent)\//.test(name))
        .map((part) => part.read())
    const read = () => state.parts().map((part) => structuredClone(part.read()))
    const codes = codesOf(state)
    expect(codes.length).toBe(4)
    const opened = readIndexState(read())
    expect([...opened.completeParts()]).toEqual([])
    expect(codesOf(opened)).toEqual(codes)

    const matches = fromSorted(toKeys(state.view.match({})).filter((key) => key % 30 !== 0))
    const facets = state.view.countFacets(matches, facetFields, 20)
    expect(opened.view.countFacets(matches, facetFields, 20)).toEqual(facets)
    const isCodes = ({ meta }: { meta: Record<string, unknown> }) =>
      meta['part'] === 'codes' || meta['part'] === 'frequent'
    for (const older of [
      read().filter((part) => !isCodes(part)),
      read().map((part) => (isCodes(part) ? { ...part, meta: { ...part.meta, version: 0 } } : part)),
    ]) {
      const without = readIndexState(older)
      expect(without.needsMerge()).toBe(true)
      expect(codesOf(without)).toEqual([])
      expect(without.view.countFacets(matches, facetFields, 20)).toEqual(facets)
      finishNow(without.completeParts())
      expect(codesOf(without)).toEqual(codes)
      expect(without.view.countFacets(matches, facetFields, 20)).toEqual(facets)
    }
  })

  it('stays exact when models changed, came without codes, and went', { timeout: 120_000 }, () => {
    // Only in the first segment, so that the other still has all models of its range.
    const keys = new Set(Array.from({ length: 1500 }, () => (dice(4) === 0 ? size + dice(400) : dice(size / 2)) + 1))
    const changes = {
      models: Array.from(keys, makeModel),
      forgotten: Array.from({ length: 30 }, () => 1 + dice(size / 2)).filter((key) => !keys.has(key)),
    }
    state.apply(changes)
    naive.apply(changes)
    const listed = state.view.match({})
    for (const matches of [
      intersect(choose({ from: 0, oneOf: 2, remainder: undefined }), listed),
      choose({ from: 9000, oneOf: 1, remainder: 0 }),
      fromSorted(toKeys(listed).filter((key) => key % 30 !== 0)),
    ]) {
      expectSameFacets(matches)
    }
  })
})
