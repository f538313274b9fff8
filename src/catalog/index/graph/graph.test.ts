import { describe, expect, it } from 'vitest'

import { createIndexState } from '../createIndexState.ts'
import { toKeys } from '../docSet.ts'
import type { Attribute, AttributeKind } from '../indexedModel.ts'
import type { IndexState } from '../indexState.ts'
import { keepRelative } from '../indexView.ts'

const nothingKnown = {
  downloads: 0,
  likes: 0,
  trending: Number.NaN,
  rising: Number.NaN,
  created: Number.NaN,
  updated: Number.NaN,
  parameters: Number.NaN,
  bytes: Number.NaN,
  weights: Number.NaN,
}

type Parents = readonly (readonly [kind: AttributeKind, id: string])[]

/** An index of models with these ids and parents; keys are 1, 2, …  */
function makeIndex(models: Record<string, Parents>, removed: readonly string[] = []): IndexState {
  const state = createIndexState()
  const attributes: Attribute[] = []
  const keyOf = ([kind, value]: Parents[number]) => {
    attributes.push({ key: attributes.length + 1, kind, value })
    return attributes.length
  }
  const ids = Object.keys(models)
  state.apply({
    models: [],
    attributes,
  })
  const prepared = ids.map((id, index) => ({
    key: index + 1,
    source: 'huggingface' as const,
    id,
    name: id,
    more: '',
    attributes: models[id]!.map(keyOf),
    numbers: nothingKnown,
    gated: false,
    removed: removed.includes(id),
    nsfwLevel: 0,
  }))
  state.apply({ attributes, models: prepared })
  return state
}

describe('parents and children', () => {
  it('have one edge each: declared before inferred, then merge, quantized, adapter, finetune', () => {
    const { view } = makeIndex({
      base: [],
      tuned: [
        ['inferred_merge', 'base'],
        ['finetune', 'BASE'],
        ['adapter', 'base'],
      ],
    })
    expect(view.parentsOf(2)).toEqual([{ relation: 'adapter', declared: true, key: 1, id: 'base', depth: 1 }])
    expect(view.childrenOf(1).map(keepRelative)).toEqual([
      { relation: 'adapter', declared: true, key: 2, id: 'tuned', depth: 1 },
    ])
    expect(view.childKeysOf(1)).toEqual([2])
  })

  it('tell of a parent that is not there, and of a model that is its own', () => {
    const { view } = makeIndex({
      self: [
        ['merge', 'self'],
        ['merge', 'gone'],
      ],
    })
    expect(view.parentsOf(1)).toEqual([
      { relation: 'merge', declared: true, key: 1, id: 'self', depth: 1 },
      { relation: 'merge', declared: true, key: undefined, id: 'gone', depth: 1 },
    ])
    expect(view.childrenOf(1).map(keepRelative)).toEqual([
      { relation: 'merge', declared: true, key: 1, id: 'self', depth: 1 },
    ])
    expect(view.childKeysOf(1)).toEqual([])
    expect(view.ancestors(1)).toEqual([{ relation: 'merge', declared: true, key: undefined, id: 'gone', depth: 1 }])
    expect(view.descendants(1).map(keepRelative)).toEqual([])
  })
})

describe('families', () => {
  const models: Record<string, Parents> = {
    root: [['finetune', 'third']],
    second: [['finetune', 'Root']],
    third: [['quantized', 'second']],
    both: [
      ['merge', 'second'],
      ['merge', 'root'],
    ],
  }

  it('have each model once at its shortest distance, nearest first, and end where a circle closes', () => {
    const { view } = makeIndex(models)
    expect(
      view
        .descendants(1)
        .map(keepRelative)
        .map(({ id, depth }) => [id, depth]),
    ).toEqual([
      ['second', 1],
      ['both', 1],
      ['third', 2],
    ])
    expect(
      view
        .descendants(1, 1)
        .map(keepRelative)
        .map(({ id }) => id),
    ).toEqual(['second', 'both'])
    expect(view.ancestors(4).map(({ key, depth }) => [key, depth])).toEqual([
      [2, 1],
      [1, 1],
      [3, 2],
    ])
    expect([...toKeys(view.descendantsOf({ source: 'huggingface', id: 'ROOT' }))]).toEqual([2, 3, 4])
  })

  it('go through removed models, and grow when a parent or child comes later', () => {
    const state = makeIndex({ root: [], middle: [['finetune', 'root']], leaf: [['finetune', 'middle']] }, ['middle'])
    expect(
      state.view
        .descendants(1)
        .map(keepRelative)
        .map(({ key }) => key),
    ).toEqual([2, 3])
    state.apply({ forgotten: [2] })
    expect(state.view.descendants(1).map(keepRelative)).toEqual([])
    expect([...toKeys(state.view.descendantsOf({ id: 'middle' }))]).toEqual([3])
    const attributes = state.view.findAttributes('finetune', 'root')
    const middle = { source: 'huggingface' as const, id: 'middle', name: 'middle', more: '' }
    const flags = { numbers: nothingKnown, gated: false, removed: false, nsfwLevel: 0 }
    state.apply({ models: [{ key: 9, attributes, ...middle, ...flags }] })
    expect(
      state.view
        .descendants(1)
        .map(keepRelative)
        .map(({ key }) => key),
    ).toEqual([9, 3])
  })
})
