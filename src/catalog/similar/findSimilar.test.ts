import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openTestView, type TestModel } from '../testing/openTestView.ts'
import { rankSimilar } from './findSimilar.ts'
import { nameStem } from './nameStem.ts'
import { rarity, sizeLikeness, tagLikeness, toScore } from './similarity.ts'

const others = Array.from({ length: 60 }, (_, index): TestModel => ({
  id: `z/other-${index}`,
  attributes: ['tag common'],
}))

function similarTo(models: readonly TestModel[], limit = 10) {
  const all = [...models, ...others]
  return rankSimilar(openTestView(all), 1, limit).map(({ key, reasons }) => [all[key - 1]?.id, reasons])
}

describe('findSimilar', () => {
  it('puts its own quantizations last, and leaves removed models and those of other sources out', () => {
    const found = similarTo([
      { id: 'o/tune', parents: ['o/base'], attributes: ['task text-generation'], parameters: 8e9 },
      { id: 'x/tune-GGUF', parents: ['quantized o/tune'], attributes: ['task text-generation'], downloads: 99 },
      { id: 'o/base', parameters: 8e9 },
      { id: 'p/sister', parents: ['o/base'], attributes: ['task text-generation'], parameters: 8.1e9 },
      { id: 'p/gone', parents: ['o/base'], removed: true },
      { id: '7', source: 'civitai', attributes: ['task text-generation'] },
      { id: 'q/child', parents: ['o/tune'] },
    ])
    expect(found).toEqual([
      ['p/sister', ['same base model o/base', 'same task', 'about as many parameters']],
      ['o/base', ['this model is made from it', 'about as many parameters']],
      ['q/child', ['made from this model']],
      ['x/tune-GGUF', ['made from this model', 'a name like it', 'same task']],
    ])
  })

  it('weighs rare tags more than frequent ones, and says which are shared', () => {
    const found = similarTo([
      { id: 'o/one', attributes: ['tag common', 'tag protein', 'language eu'] },
      { id: 'a/frequent', attributes: ['tag common', 'tag a', 'tag b'], downloads: 1_000_000 },
      { id: 'a/rare', attributes: ['tag protein', 'tag c', 'tag d'] },
      { id: 'a/both', attributes: ['tag protein', 'language eu', 'tag common'] },
    ])
    expect(found.slice(0, 2)).toEqual([
      ['a/both', ['same language eu, protein'.replace('language ', '')]],
      ['a/rare', ['same protein']],
    ])
    expect(found.map(([id]) => id)).not.toContain('a/frequent')
  })

  it('knows models that were merged together, bases that are no models, and other versions', () => {
    expect(
      similarTo([{ id: 'o/one' }, { id: 'p/two' }, { id: 'q/merged', parents: ['merge o/one', 'merge p/two'] }]),
    ).toEqual([
      ['q/merged', ['made from this model']],
      ['p/two', ['merged with this model']],
    ])
    expect(
      similarTo([
        { id: '1', source: 'civitai', attributes: ['base Pony'] },
        { id: '2', source: 'civitai', attributes: ['base Pony'] },
      ]),
    ).toEqual([['2', ['same base Pony']]])
    expect(similarTo([{ id: 'o/Bert-v2' }, { id: 'o/Bert-v1-large' }, { id: 'o/bert-v1' }])).toEqual([
      ['o/bert-v1', ['another version by the same author']],
    ])
  })

  it('takes task and size when nothing rarer is shared, the most downloaded first', () => {
    const models = Array.from({ length: 80 }, (_, index): TestModel => ({
      id: `a/${String.fromCharCode(97 + (index % 26))}${index}`,
      attributes: ['task translation'],
      parameters: index % 2 === 0 ? 1e9 : 9e9,
      downloads: index,
    }))
    const found = similarTo([{ id: 'o/x', attributes: ['task translation'], parameters: 1e9 }, ...models], 3)
    expect(found).toEqual([78, 76, 74].map((place) => [models[place]?.id, ['same task', 'about as many parameters']]))
  })

  it('finds nothing for a model that shares nothing', () => {
    expect(similarTo([{ id: 'solo/only' }])).toEqual([])
  })
})

describe('similarity', () => {
  it('is from 0 to 1, and 1 only when everything is alike', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, share, share, share, (family, tags, task, size, name) => {
        const score = toScore({ family, tags, task, size, name })
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
    expect(toScore({ family: 1, tags: 1, task: 1, size: 1, name: 1 })).toBeCloseTo(1)
  })

  it.each([
    [8e9, 8e9, 1],
    [8e9, 16e9, 0.5],
    [8e9, 1e9, 0],
    [8e9, Number.NaN, 0],
    [0, 8e9, 0],
  ])('of the sizes %d and %d is %d', (a, b, expected) => {
    expect(sizeLikeness(a, b)).toBeCloseTo(expected)
    expect(sizeLikeness(b, a)).toBeCloseTo(expected)
  })

  it('of tags is less for who has many', () => {
    expect(tagLikeness(2, 4, 10, 10)).toBe(0.5)
    expect(tagLikeness(2, 4, 10, 40)).toBe(0.25)
    expect(tagLikeness(0, 0, 0, 9)).toBe(0)
    expect([rarity(1, 1000), rarity(1000, 1000), rarity(0, 0)]).toEqual([1, 0, 1])
  })
})

describe('nameStem', () => {
  it.each([
    ['Llama-3.1-8B-Instruct-Q4_K_M-GGUF', 'llama instruct'],
    ['llama2_7b_instruct.gguf', 'llama instruct'],
    ['Qwen2.5-0.5B', 'qwen'],
    ['Mixtral-8x7B-v0.1', 'mixtral'],
    ['Qwen3-30B-A3B', 'qwen'],
    ['7B', ''],
    ['東京-v2', '東京'],
  ])('of %s is %j', (name, stem) => {
    expect(nameStem(name)).toBe(stem)
  })
})
