import fc from 'fast-check'
import { expect, test } from 'vitest'

import { takeFirst } from './takeFirst.ts'

test('takeFirst takes what sorting all and cutting takes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: 0, max: 20 }), (numbers, limit) => {
      // Each with its place, so that equal ones are told apart and stay in order.
      const items = numbers.map((number, place) => ({ number, place }))
      const compare = (a: { number: number }, b: { number: number }) => b.number - a.number
      expect(takeFirst(items, limit, compare)).toEqual(items.toSorted(compare).slice(0, limit))
    }),
  )
})
