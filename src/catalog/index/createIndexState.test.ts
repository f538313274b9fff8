import fc from 'fast-check'
import { expect, it } from 'vitest'

import { parseWords } from '../search/parseWords.ts'
import { type EntryFilter, facetFields, searchSorts } from '../search/searchQuery.ts'
import { createIndexState } from './createIndexState.ts'
import type { IndexedModel, IndexedNumbers } from './indexedModel.ts'
import type { IndexState } from './indexState.ts'
import type { IndexPosition, IndexQuery, IndexView } from './indexView.ts'
import { readIndexState } from './parts/readIndexState.ts'
import { createPieceBuilder } from './pieces/createPieceBuilder.ts'
import { buffersOf, type IndexPiece } from './pieces/indexPiece.ts'
import { finishNow } from './segments/finishNow.ts'
import { NaiveIndex } from './testing/naiveIndex.ts'
import { attributes, keysUpTo, models, numberChanges } from './testing/randomCatalog.ts'

const mostKey = 24
/** So that some words of these few attributes have lists, and some have not. */
const limits = { attributes: 8, models: 4 }

interface Changes {
  models: IndexedModel[]
  numbers: IndexedNumbers[]
  forgotten: number[]
}
type Step = { kind: 'apply' | 'load' | 'adopt'; changes: Changes } | { kind: 'merge' } | { kind: 'reopen' }

const changes = fc.record({
  models: fc.uniqueArray(models(mostKey), { selector: ({ key }) => key, maxLength: 8 }),
  numbers: fc.uniqueArray(numberChanges(mostKey), { selector: ({ key }) => key, maxLength: 4 }),
  forgotten: fc.array(keysUpTo(mostKey), { maxLength: 2 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('apply' as const), changes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('load' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('adopt' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
)
const spreads = fc.constantFrom(1, 1, 40)
const steps = fc.array(step, { minLength: 1, maxLength: 12 })

const texts = fc.constantFrom(
  '',
  'll',
  'lla',
  'qw',
  '7b',
  'qw 7b',
  'lla -v2',
  '-mix',
  'm3',
  'a/m3',
  'b/M1',
  'us',
  'é',
  '2',
  'lla/M2',
  'mix x',
)
const listValues = {
  source: ['huggingface', 'CivitAI', '!civitai'],
  author: ['A', 'b', '!lla'],
  task: ['text-generation', '!Text-Generation'],
  library: ['ll', 'qw', '!é'],
  license: ['mit', '!MIT', 'other'],
  license_class: ['permissive', '!custom', 'unknown'],
  language: ['ll', '!qw'],
  format: ['qw', '!ll'],
  tag: ['lla', 'mit', 'license:mit', 'tag:X', '!mix', 'a/ll'],
  dataset: ['M5', '!m5'],
  base_model: ['lla/m2', 'a/M3', 'gone/base', 'M5', '!b/m1'],
} as const
const range = fc.record({
  from: fc.option(fc.constantFrom(0, 1, 5), { nil: undefined }),
  to: fc.option(fc.constantFrom(1, 7, 1e9), { nil: undefined }),
})
const filters: fc.Arbitrary<EntryFilter> = fc.record(
  {
    ...(Object.fromEntries(
      Object.entries(listValues).map(([field, values]) => [
        field,
        fc.subarray([...values], { minLength: 1, maxLength: 2 }),
      ]),
    ) as Record<keyof typeof listValues, fc.Arbitrary<string[]>>),
    gated: fc.boolean(),
    original: fc.boolean(),
    nsfw_mask: fc.constantFrom(0, 1, 4, 255),
    removed: fc.boolean(),
    fit: fc.constantFrom({ memory: 2e9, context: 4096 }, { memory: 10e9, context: 0 }),
    ranges: fc.record({ downloads: range, parameters: range }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const fewFilters = fc
  .tuple(
    filters,
    fc.subarray(Object.keys({ ...listValues, gated: 0, original: 0, nsfw_mask: 0, removed: 0, fit: 0, ranges: 0 }), {
      maxLength: 3,
    }),
  )
  .map(
    ([filter, fields]) =>
      Object.fromEntries(Object.entries(filter).filter(([field]) => fields.includes(field))) as EntryFilter,
  )
const queries = fc.record({
  text: texts,
  filter: fewFilters,
  sort: fc.constantFrom(...searchSorts, 'key' as const),
  named: fc.option(fc.array(keysUpTo(mostKey), { maxLength: 2 }), { nil: undefined }),
})

/** Runs the steps on the index and on the plain one. With keys spread out, sets are arrays that are bits else. */
function run(steps: readonly Step[], spread: number): { state: IndexState; naive: NaiveIndex } {
  const naive = new NaiveIndex()
  let state = createIndexState(limits)
  naive.apply({ attributes })
  state.apply({ attributes: attributes.slice(0, 20) })
  state.apply({ attributes: attributes.slice(20) })
  for (const step of steps) {
    if (step.kind === 'merge') finishNow(state.merge())
    if (step.kind === 'reopen')
      state = readIndexState(
        state.parts().map((part) => structuredClone(part.read())),
        limits,
      )
    if (step.kind === 'apply' || step.kind === 'load' || step.kind === 'adopt') {
      const known = spreadKeys(step.changes, spread)
      // In one change no model is both gone and there.
      known.forgotten = known.forgotten.filter((key) => !known.models.some((model) => model.key === key))
      naive.apply(known)
      if (step.kind === 'apply') state.apply(known)
      else if (step.kind === 'adopt') {
        state.apply({ forgotten: known.forgotten })
        finishNow(state.adopt(makePiece(known)))
      } else {
        const load = state.load()
        load.add({ models: known.models })
        finishNow(load.finish())
        state.apply({ ...known, models: [] })
      }
    }
  }
  return { state, naive }
}

/** As another thread makes it, which knows no attributes. */
function makePiece({ models, numbers }: Changes): IndexPiece {
  const pieces = createPieceBuilder()
  pieces.add([
    { id: 1, models: models.map((model) => ({ ...model, author: authorOf(model) })), numbers: [] },
    { id: 2, models: [], numbers },
  ])
  const piece = pieces.take()
  return structuredClone(piece, { transfer: buffersOf(piece) })
}

function authorOf(model: IndexedModel): string | undefined {
  return attributes.find(({ key, kind }) => kind === 'author' && model.attributes.includes(key))?.value
}

function spreadKeys({ models, numbers, forgotten }: Changes, spread: number): Changes {
  return {
    models: models.map((model) => ({ ...model, key: model.key * spread })),
    numbers: numbers.map((model) => ({ ...model, key: model.key * spread })),
    forgotten: forgotten.map((key) => key * spread),
  }
}

function pageThrough(view: IndexView, query: IndexQuery): number[] {
  const keys: number[] = []
  let after: IndexPosition | undefined
  do {
    const page = view.find({ ...query, after })
    expect(page.keys.length).toBeLessThanOrEqual(query.limit)
    keys.push(...page.keys)
    after = page.next && (JSON.parse(JSON.stringify(page.next)) as IndexPosition)
  } while (after)
  return keys
}

it('finds, orders, pages and counts as plain objects do, whatever was written, merged and read again', () => {
  fc.assert(
    fc.property(steps, spreads, fc.array(queries, { minLength: 1, maxLength: 8 }), (steps, spread, queries) => {
      const { state, naive } = run(steps, spread)
      for (const { text, named, ...query } of queries) {
        const asked = { ...query, text, named: named?.map((key) => key * spread), words: parseWords(text) }
        const expected = naive.find(asked)
        const found = state.view.find({ ...asked, limit: 100, facets: facetFields })
        const keys = expected.order.map(({ key }) => key)
        expect(found.keys).toEqual(keys)
        expect({ total: found.total, hidden: found.hidden }).toEqual({ total: keys.length, hidden: expected.hidden })
        for (const facet of found.facets ?? []) {
          expect(facet).toEqual({ field: facet.field, values: naive.countFacet(keys, facet.field) })
        }
        expect(pageThrough(state.view, { ...asked, limit: 3 })).toEqual(keys)
      }
    }),
    { numRuns: 150 },
  )
})

it('walks families as plain objects do, with cycles, self-loops, missing parents and ids in any letter case', () => {
  fc.assert(
    fc.property(steps, spreads, (steps, spread) => {
      const { state, naive } = run(steps, spread)
      for (const model of naive.models.values()) {
        const { view } = state
        const depths = new Map(view.descendants(model.key).map(({ key, depth }) => [key, depth]))
        expect(depths).toEqual(naive.descendants(model))
        const known = view.ancestors(model.key).filter(({ key }) => key !== undefined)
        expect(new Map(known.map(({ key, depth }) => [key, depth]))).toEqual(naive.ancestors(model))
        const parents = view.parentsOf(model.key).map(({ id, key }) => ({ id: id.toLowerCase(), key }))
        const expected = naive.parentsOf(model).map(({ id, key }) => ({ id: id.toLowerCase(), key }))
        expect(new Set(parents)).toEqual(new Set(expected))
        expect(state.keyOf(model.source, model.id.toUpperCase())).toBe(naive.keyOf(model.source, model.id))
        expect(view.idOf(model.key)).toBe(model.id)
        expect(view.nameOf(model.key)).toBe(model.name)
        expect(view.attributesOf(model.key)).toEqual([...new Set(model.attributes)].sort((a, b) => a - b))
      }
    }),
    { numRuns: 60 },
  )
})
