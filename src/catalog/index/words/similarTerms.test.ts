import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createWordIndexBuilder } from './createWordIndexBuilder.ts'
import { similarTerms } from './similarTerms.ts'
import type { WordIndex } from './wordIndex.ts'

function build(names: readonly string[]): WordIndex {
  const builder = createWordIndexBuilder()
  for (const [index, name] of names.entries()) builder.add(index + 1, name, '')
  return builder.finish()
}

/** Optimal string alignment, straight from its definition. */
function countEdits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j))
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      table[i]![j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped)
    }
  }
  return at(a.length, b.length)
}

describe('similarTerms', () => {
  it('reads a word with a slip as the most frequent words that are one edit away', () => {
    const index = build(['llama', 'llama', 'alma', 'lima', 'llama-2', 'laamaa'])
    expect(similarTerms(index, 'lama')).toEqual([
      { term: 'llama', distance: 1, count: 3 },
      { term: 'alma', distance: 1, count: 1 },
      { term: 'lima', distance: 1, count: 1 },
    ])
    expect(similarTerms(index, 'lam')).toEqual([])
  })

  it('looks two edits away only for words of eight characters or more, and when nothing is nearer', () => {
    const index = build(['mistrallarge', 'mistral', 'mixtral'])
    expect(similarTerms(index, 'imstrallarg')).toEqual([{ term: 'mistrallarge', distance: 2, count: 1 }])
    expect(similarTerms(index, 'xistrallarg')).toEqual([])
    expect(similarTerms(index, 'mistrllarg')).toEqual([{ term: 'mistrallarge', distance: 2, count: 1 }])
    expect(similarTerms(index, 'mxitrla')).toEqual([])
    expect(similarTerms(build(['transformers', 'transformer']), 'transfomer').map(({ term }) => term)).toEqual([
      'transformer',
    ])
    expect(similarTerms(index, 'x'.repeat(5000))).toEqual([])
  })

  it('finds what comparing with every term finds', () => {
    const term = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 11 })
    fc.assert(
      fc.property(fc.uniqueArray(term, { maxLength: 60 }), term, (terms, token) => {
        const found = similarTerms(build(terms), token)
        const isWithin = (other: string, distance: number) =>
          distance < 2 || other.startsWith(token.charAt(0)) || other.startsWith(token.charAt(1))
        const distances = new Map(
          terms
            .map((other) => [other, countEdits(token, other)] as const)
            .filter(([other, distance]) => isWithin(other, distance)),
        )
        const farthest = token.length < 4 ? 0 : token.length < 8 ? 1 : 2
        const near = [...distances.values()].filter((distance) => distance > 0 && distance <= farthest)
        const nearest = Math.min(...near)
        expect(found).toHaveLength(Math.min(5, near.filter((distance) => distance === nearest).length))
        for (const { term, distance } of found) expect([distance, distances.get(term)]).toEqual([nearest, nearest])
      }),
      { numRuns: 500 },
    )
  })
})
