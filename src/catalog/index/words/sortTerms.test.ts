import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { sortTerms } from './sortTerms.ts'
import { TermTable } from './termTable.ts'

describe('sortTerms', () => {
  it('sorts by bytes, however long equal beginnings are', () => {
    const start = fc.constantFrom('', 'a', 'ab', 'abcd', 'é', 'x'.repeat(67), 'x'.repeat(90))
    const text = fc.tuple(start, fc.string({ unit: fc.constantFrom('a', 'b', 'é', '模'), maxLength: 4 }))
    const texts = fc.array(
      text.map((parts) => parts.join('')).filter((all) => all !== ''),
      { maxLength: 300 },
    )
    fc.assert(
      fc.property(texts, (texts) => {
        const table = new TermTable()
        const numbers = texts.map((text) => {
          const bytes = new TextEncoder().encode(text)
          // A hash that many share, so that slots collide.
          return table.intern(bytes, 0, bytes.length, bytes.length % 3)
        })
        expect(table.size).toBe(new Set(texts).size)
        for (const [index, text] of texts.entries()) expect(numbers[index]).toBe(numbers[texts.indexOf(text)])
        const sorted = [...new Set(texts)].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        const order = Array.from(sortTerms(table), (term) =>
          new TextDecoder().decode(table.bytes.subarray(table.offsets[term], table.offsets[term + 1])),
        )
        expect(order).toEqual(sorted)
      }),
    )
  })
})
