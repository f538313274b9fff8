import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { beginsPlainly, matchPlainly, type Place } from '../../../../test/support/matchPlainly.ts'
import { toKeys } from '../docSet.ts'
import { fewTerms } from './buildTrigrams.ts'
import { createWordIndexBuilder } from './createWordIndexBuilder.ts'
import { type LiveWords, matchBeginning, matchToken } from './matchToken.ts'
import { countTerms, type WordIndex } from './wordIndex.ts'

interface Text {
  key: number
  name: string
  more: string
}

function build(texts: readonly Text[]): WordIndex {
  const builder = createWordIndexBuilder()
  for (const { key, name, more } of texts) builder.add(key, name, more)
  return builder.finish()
}

/** Pieces as they come about: each text lives in the last piece that has its key. */
function buildPieces(batches: readonly (readonly Text[])[]): { pieces: LiveWords[]; living: Text[] } {
  const living = new Map<number, Text>()
  const pieces = batches.map((batch, at) => {
    const index = build(batch)
    const bits = new Uint32Array((index.capacity >>> 5) + 1 - index.firstWord)
    for (const text of batch) {
      living.delete(text.key)
      living.set(text.key, text)
      if (!batches.slice(at + 1).some((later) => later.some(({ key }) => key === text.key))) continue
      bits[(text.key >>> 5) - index.firstWord]! |= 1 << text.key
    }
    return { index, dead: at === batches.length - 1 ? undefined : { bits, firstWord: index.firstWord } }
  })
  return { pieces, living: [...living.values()].toSorted((a, b) => a.key - b.key) }
}

function expectMatches(pieces: readonly LiveWords[], living: readonly Text[], token: string): void {
  const expected: Record<Place, number[]> = { whole: [], prefix: [], inside: [], more: [] }
  for (const { key, name, more } of living)
    for (const place of matchPlainly(token, name, more)) expected[place].push(key)
  const { whole, prefix, inside, more } = matchToken(pieces, token)
  const inNames = matchToken(pieces, token, { more: false })
  expect({ ...inNames, more }).toEqual({ whole, prefix, inside, more })
  expect(inNames.more.count).toBe(0)
  const found = {
    whole: [...toKeys(whole)],
    prefix: [...toKeys(prefix)],
    inside: [...toKeys(inside)],
    more: [...toKeys(more)],
  }
  expect({ token, ...found }).toEqual({ token, ...expected })
  const beginning = living.filter(({ name, more }) => beginsPlainly(token, name, more)).map(({ key }) => key)
  expect({ token, beginning: [...toKeys(matchBeginning(pieces, token))] }).toEqual({ token, beginning })
}

const latin = ['qwen', 'Qwen3', 'llama', 'Llama3.1', 'tinyllama', 'la', 'l', 'ama', 'é', 'éa', 'v', 'v1.5']
const numbers = ['1', '3', '3b', '3.1', '3.14', '31', '12b', '112b', 'x12b', '1.12b']
const spaceless = ['模型', '大模型', '型', 'ไทย']
const piece = fc.constantFrom(...latin, ...numbers, ...spaceless)
const text = fc
  .array(fc.tuple(piece, fc.constantFrom('-', '', ' ', '.')), { maxLength: 5 })
  .map((all) => all.flat().join(''))
const token = fc
  .oneof(piece, fc.constantFrom('qwen3.1', 'llama3', 'v1', 'nyl', 'lam', '2b', 'type', 'ไท'))
  .map((all) => all.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, ''))

function batchOf(step: number): fc.Arbitrary<Text[]> {
  return fc.uniqueArray(
    fc.record({
      key: fc.integer({ min: 1, max: 60 }).map((key) => key * step),
      name: text,
      more: fc.oneof(fc.constant(''), text),
    }),
    { selector: ({ key }) => key, maxLength: 40 },
  )
}
/** Keys far apart, so that lists are gaps, or close together, so that they are bits. */
const batches = fc.constantFrom(1, 7, 1000).chain((step) => fc.array(batchOf(step), { minLength: 1, maxLength: 3 }))

describe('matchToken', () => {
  it.each<[string, string, Place[]]>([
    ['llama', 'TinyLlama llama3 Llama', ['whole', 'prefix', 'inside']],
    ['12b', 'x12b', ['inside']],
    ['12b', '112b 1.12b', []],
    ['7b', 'Qwen2.5-7B', ['whole']],
    ['5', 'qwen2.5', []],
    ['qwen3', 'Qwen-3', ['whole']],
    ['qwen3', 'Qwen-3B', ['prefix']],
    ['qwen3', 'Qwen-32B', []],
    ['llama3', 'Llama-3.1', ['prefix']],
    ['大模', '中文大模型', ['inside']],
  ])('finds %j in %j as %j', (token, name, places) => {
    const matches = matchToken([{ index: build([{ key: 5, name, more: '' }]) }], token)
    const found = (['whole', 'prefix', 'inside', 'more'] as const).filter((place) => matches[place].count > 0)
    expect(found).toEqual(places)
    expectMatches([{ index: build([{ key: 5, name, more: '' }]) }], [{ key: 5, name, more: '' }], token)
  })

  it('finds what looking at every living text finds', () => {
    fc.assert(
      fc.property(batches, fc.array(token, { minLength: 1, maxLength: 6 }), (batches, tokens) => {
        const { pieces, living } = buildPieces(batches)
        for (const token of tokens) expectMatches(pieces, living, token)
      }),
      { numRuns: 300 },
    )
  })

  it('finds the same by trigrams, where there are many terms', () => {
    const parts = ['la', 'ma', 'ti', 'ny', 'qw', 'en', '1', '2', 'b', 'é', 'ж', '模', '型', '3.1']
    const texts = Array.from({ length: 12_000 }, (_, index) => {
      const name = Array.from(
        { length: 5 },
        (_, place) => parts[Math.floor(index * 7919 * 1.3 ** place) % parts.length],
      ).join('')
      return { key: 3 * index + 1, name, more: '' }
    })
    const index = build(texts)
    expect(countTerms(index)).toBeGreaterThan(fewTerms)
    for (const token of [
      'lam',
      'ama',
      'nyq',
      'wen1',
      '2b',
      '12b',
      '3.1',
      'ж模',
      '模型',
      'жж',
      'mati',
      'zzz',
      'enla',
      'la',
    ]) {
      expectMatches([{ index }], texts, token)
    }
  })

  it('finds nothing in an index of nothing', () => {
    expectMatches([{ index: build([]) }], [], 'llama3')
    expectMatches([], [], 'llama3')
  })
})
