import { beforeEach, describe, expect, it } from 'vitest'

import { parseWords } from '../../search/parseWords.ts'
import type { EntryFilter } from '../../search/searchQuery.ts'
import { createIndexState } from '../createIndexState.ts'
import type { Attribute, AttributeKind, IndexedModel } from '../indexedModel.ts'
import type { IndexState } from '../indexState.ts'
import type { IndexQuery } from '../indexView.ts'

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

let state: IndexState
let attributes: Attribute[]

beforeEach(() => {
  state = createIndexState()
  attributes = []
})

function add(
  id: string,
  own: Partial<Record<AttributeKind, string | string[]>> = {},
  rest: { downloads?: number; more?: string; parameters?: number } = {},
): number {
  const key = state.view.size + 1
  const [owner, name] = id.includes('/') ? id.split('/') : [undefined, id]
  const named = Object.entries({ ...(owner === undefined ? {} : { author: owner }), ...own })
  const keys = named.flatMap(([kind, values]) => [values].flat().map((value) => keyOf(kind as AttributeKind, value)))
  const { downloads = 0, more = '', parameters = Number.NaN } = rest
  const model: IndexedModel = {
    key,
    source: 'huggingface',
    id,
    name: name ?? id,
    more,
    attributes: keys,
    numbers: { ...nothingKnown, downloads, parameters },
    gated: false,
    removed: false,
    nsfwLevel: 0,
  }
  state.apply({ attributes, models: [model] })
  return key
}

function keyOf(kind: AttributeKind, value: string): number {
  const known = attributes.find((attribute) => attribute.kind === kind && attribute.value === value)
  if (known) return known.key
  attributes.push({ key: attributes.length + 1, kind, value })
  return attributes.length
}

function search(text: string, rest: Partial<IndexQuery> = {}) {
  const query = {
    words: parseWords(text),
    text,
    filter: {} as EntryFilter,
    sort: 'relevance' as const,
    limit: 20,
    ...rest,
  }
  const found = state.view.find(query)
  return { ...found, ids: found.keys.map((key) => state.view.idOf(key)) }
}

describe('relevance', () => {
  it('puts the model whose id the text is before a popular one that only has the words', () => {
    add('bartowski/Llama-3-GGUF', { quantized: 'meta-llama/Llama-3' }, { downloads: 1_000_000 })
    add('meta-llama/Llama-3', {}, { downloads: 10 })
    expect(search('meta-llama/llama-3').ids).toEqual(['meta-llama/Llama-3', 'bartowski/Llama-3-GGUF'])
    expect(search('https://huggingface.co/meta-llama/Llama-3').ids).toEqual(['meta-llama/Llama-3'])
  })

  it('prefers a word of the name to its beginning, the author, its inside, a tag and further words', () => {
    add('o/aaa', {}, { more: 'qwen' })
    add('o/bbb', { tag: 'qwen' })
    add('o/myqwenx')
    add('qwen/ccc')
    add('o/qwen2x')
    add('o/qwen-x')
    expect(search('qwen').ids).toEqual(['o/qwen-x', 'o/qwen2x', 'qwen/ccc', 'o/myqwenx', 'o/bbb', 'o/aaa'])
  })

  it('prefers the popular, the exactly named and the shorter named', () => {
    add('a/whisper-large-v3-finetuned')
    add('a/whisper-large')
    add('a/whisper')
    expect(search('whisper').ids).toEqual(['a/whisper', 'a/whisper-large', 'a/whisper-large-v3-finetuned'])
    add('b/whisper-other', {}, { downloads: 100_000 })
    expect(search('whisper').ids[0]).toBe('b/whisper-other')
  })
})

describe('words that find nothing', () => {
  it('are read as the nearest that find something, and it is told', () => {
    add('mistralai/Mistral-7B')
    add('o/other')
    const { ids, corrections } = search('mistrl')
    expect(ids).toEqual(['mistralai/Mistral-7B'])
    expect(corrections).toEqual([{ word: 'mistrl', readAs: ['mistral'] }])
  })

  it('are not read as words that only models had which are gone', () => {
    const key = add('o/whisper')
    add('o/other')
    state.apply({ forgotten: [key] })
    expect(search('whispr')).toMatchObject({ ids: [], corrections: [] })
  })

  it('are left alone when they find something', () => {
    add('o/mistral')
    add('o/mistra')
    expect(search('mistra')).toMatchObject({ total: 2, corrections: [] })
  })
})

describe('named models', () => {
  it('match besides what the words find, within the filter', () => {
    const key = add('o/hidden-by-name', { task: 'text-generation' })
    add('o/deadbeef00')
    expect(search('deadbeef', { named: [key] }).total).toBe(2)
    expect(search('deadbeef', { named: [key], filter: { task: ['fill-mask'] } }).total).toBe(0)
    expect(search('', { named: [key] }).total).toBe(2)
  })
})

describe('the filter', () => {
  it('leaves out unknown numbers from every range', () => {
    add('o/known', {}, { parameters: 7e9 })
    add('o/unknown')
    expect(search('', { filter: { ranges: { parameters: { from: 0 } } } }).ids).toEqual(['o/known'])
    expect(search('', { filter: { ranges: { parameters: {} } } }).total).toBe(2)
  })

  it('takes a base model by slug, id or address, and its derivatives over any number of steps', () => {
    add('a/base')
    add('b/tuned', { finetune: 'A/Base' })
    add('c/packed', { quantized: 'b/tuned' })
    add('d/of-missing', { adapter: 'gone/away' })
    for (const name of ['a/base', 'a--base', 'https://huggingface.co/a/base']) {
      expect(search('', { filter: { base_model: [name] }, sort: 'key' }).ids).toEqual(['b/tuned', 'c/packed'])
    }
    expect(search('', { filter: { base_model: ['gone/away'] } }).ids).toEqual(['d/of-missing'])
    expect(search('', { filter: { original: true } }).ids).toEqual(['a/base'])
  })
})

describe('suggestions', () => {
  it('begin with the value that the text is, then name models and values', () => {
    add('google/gemma-2b', { tag: 'gem' }, { downloads: 50 })
    add('o/gemma-tuned', { tag: 'gemstone' }, { downloads: 900 })
    add('gemini/other', { tag: 'gemstone' })
    const found = state.view.suggest('gem', 8)
    expect(found[0]).toEqual({ kind: 'tag', text: 'gem', slug: undefined, count: 1 })
    expect(found).toContainEqual({ kind: 'model', text: 'gemma-tuned', slug: 'o--gemma-tuned', count: 900 })
    expect(found).toContainEqual({ kind: 'tag', text: 'gemstone', slug: undefined, count: 2 })
    expect(found).toContainEqual({ kind: 'author', text: 'gemini', slug: undefined, count: 1 })
    expect(found.filter(({ kind }) => kind === 'model').map(({ text }) => text)).toEqual(['gemma-tuned', 'gemma-2b'])
  })

  it('are none for a text without a word, and at most as many as asked for', () => {
    for (let number = 0; number < 30; number++) add(`o/model-${number}`, { tag: `modelled${number}` })
    expect(state.view.suggest(' -', 8)).toEqual([])
    expect(state.view.suggest('model', 5)).toHaveLength(5)
  })
})
