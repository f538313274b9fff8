import { expect, it } from 'vitest'

import { parseWords } from '../../search/parseWords.ts'
import { createIndexState } from '../createIndexState.ts'
import type { IndexedModel } from '../indexedModel.ts'
import { createPieceBuilder } from './createPieceBuilder.ts'
import type { IndexPiece } from './indexPiece.ts'

const [before, after] = [1, 2]
const words = ['', 'alpha', 'omega']
const count = 20_000

/** Numbers, name and tag all tell the state that a model is in. */
function makeModel(key: number, state: number): IndexedModel {
  const unknown = Number.NaN
  return {
    key,
    source: 'huggingface',
    id: `o/m${key}`,
    name: `m${key} ${words[state]}`,
    more: '',
    attributes: [state],
    numbers: {
      downloads: key,
      likes: state,
      trending: unknown,
      rising: unknown,
      created: unknown,
      updated: unknown,
      parameters: unknown,
      bytes: unknown,
      weights: unknown,
    },
    gated: false,
    removed: false,
    nsfwLevel: 0,
  }
}

function makePiece(state: number): IndexPiece {
  const pieces = createPieceBuilder()
  pieces.add([{ id: 1, models: Array.from({ length: count }, (_, index) => makeModel(index + 1, state)), numbers: [] }])
  return pieces.take()
}

it('comes in in steps, between which each model is as it was or as it will be, and never a mixture', () => {
  const state = createIndexState()
  state.apply({
    attributes: [
      { key: before, kind: 'tag', value: 'before' },
      { key: after, kind: 'tag', value: 'after' },
    ],
  })
  for (const _ of state.adopt(makePiece(before)));
  const { view } = state
  const total = (text: string) => view.find({ text, words: parseWords(text), filter: {}, sort: 'key', limit: 1 }).total
  let steps = 0
  for (const _ of state.adopt(makePiece(after))) {
    steps++
    const likes = view.column('likes')
    let changed = 0
    for (let key = 1; key <= count; key += 997) {
      const now = likes[key]!
      expect([view.nameOf(key), view.attributesOf(key)]).toEqual([`m${key} ${words[now]}`, [now]])
      if (now === after) changed++
    }
    expect(changed).toBeGreaterThan(0)
    const found = [total('alpha'), total('omega')]
    expect(found[0]! + found[1]!).toBe(count)
    expect(view.modelsWith(after).count).toBe(found[1])
  }
  expect(steps).toBeGreaterThan(1)
  expect([total('alpha'), total('omega')]).toEqual([0, count])
})
