import { beforeAll, describe, expect, it } from 'vitest'

import { facetFields } from '../../search/searchQuery.ts'
import { createIndexState } from '../createIndexState.ts'
import { type DocSet, fromSorted, toKeys } from '../docSet.ts'
import { attributeKinds, type IndexedModel } from '../indexedModel.ts'
import type { IndexState } from '../indexState.ts'
import { finishNow } from '../segments/finishNow.ts'
import { NaiveIndex } from '../testing/naiveIndex.ts'

const size = 24_000
const kinds = attributeKinds.filter((kind) => kind !== 'region')

/** Numbers that look random, the same ones every time. */
function createDice(): (sides: number) => number {
  let state = 42
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** Few values are frequent and many rare, as in life; some models have one parent by two relations. */
function makeModel(key: number, dice: (sides: number) => number): IndexedModel {
  const attributes = kinds.map((_, kind) => 1 + kind * 200 + Math.floor(200 ** (dice(1000) / 1000)) - 1)
  const own = attributes.filter((_, kind) => kind < 4 || dice(3) === 0)
  return {
    key,
    source: dice(4) === 0 ? 'civitai' : 'huggingface',
    id: `o/m${key}`,
    name: `m${key}`,
    more: '',
    attributes: own,
    numbers: {
      downloads: dice(1000),
      likes: 0,
      trending: Number.NaN,
      rising: Number.NaN,
      created: Number.NaN,
      updated: Number.NaN,
      parameters: Number.NaN,
      bytes: Number.NaN,
      weights: Number.NaN,
    },
    gated: false,
    removed: dice(50) === 0,
    nsfwLevel: 0,
  }
}

describe('facets of many matches', () => {
  const dice = createDice()
  const naive = new NaiveIndex()
  let state: IndexState

  beforeAll(() => {
    const attributes = kinds.flatMap((kind, place) =>
      Array.from({ length: 200 }, (_, index) => ({
        key: 1 + place * 200 + index,
        kind,
        // Parents and families share their values.
        value: ['license', 'author'].includes(kind) ? `${kind}${index}` : `value${index}`,
      })),
    )
    state = createIndexState()
    state.apply({ attributes })
    naive.apply({ attributes })
    const load = state.load()
    const models = Array.from({ length: size }, (_, index) => makeModel(index + 1, dice))
    load.add({ models })
    finishNow(load.finish())
    naive.apply({ models })
  })

  function change(count: number): void {
    const keys = new Set(Array.from({ length: count }, () => 1 + dice(size + 100)))
    const changes = {
      models: Array.from(keys, (key) => makeModel(key, dice)),
      forgotten: Array.from({ length: 20 }, () => 1 + dice(size)).filter((key) => !keys.has(key)),
    }
    state.apply(changes)
    naive.apply(changes)
  }

  function subset(of: DocSet, sides: number): DocSet {
    return fromSorted(toKeys(of).filter(() => dice(sides) === 0))
  }

  function expectSameFacets(matches: DocSet): void {
    const facets = state.view.countFacets(matches, facetFields, 20)
    const keys = Array.from(toKeys(matches))
    for (const field of facetFields) {
      expect(facets.find((facet) => facet.field === field)?.values).toEqual(naive.countFacet(keys, field))
    }
  }

  it('are counted exactly by joining postings, by reading models, and for all', () => {
    const all = state.view.match({})
    const everything = state.view.match({ filter: { removed: true } })
    expect(everything.count).toBe(size)
    for (const matches of [all, subset(everything, 2), subset(everything, 6), subset(all, 40)]) {
      expectSameFacets(matches)
    }
  })

  it('stay exact when models were changed and forgotten, and while segments are merged', () => {
    for (let times = 0; times < 5; times++) change(2_000)
    expectSameFacets(state.view.match({ filter: { removed: true } }))
    const merge = state.merge()
    let steps = 0
    for (let step = merge.next(); !step.done; step = merge.next()) if (++steps === 3) change(300)
    expect(steps).toBeGreaterThan(3)
    expect(state.view.size).toBe(naive.models.size)
    for (const matches of [state.view.match({}), subset(state.view.match({}), 3)]) expectSameFacets(matches)
    for (const key of [1, 77, 4_999, size]) {
      const model = naive.models.get(key)
      expect(state.keyOf('huggingface', `O/M${key}`)).toBe(model?.source === 'huggingface' ? key : undefined)
    }
  })
})
