import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type DocSet, fromSorted, intersect, subtract, toKeys, unite } from '../docSet.ts'
import { keepAny, keepOthers } from './keepAny.ts'

/** Few keys far apart, which are kept as a list, or many close together, which are kept as bits. */
const sets: fc.Arbitrary<DocSet> = fc
  .constantFrom(100, 100_000)
  .chain((most) => fc.uniqueArray(fc.integer({ min: 0, max: most }), { maxLength: 60 }))
  .map((keys) => fromSorted(Uint32Array.from(keys).sort()))

test('models are told apart by whether any set has them, whatever form the sets have', () => {
  fc.assert(
    fc.property(sets, fc.array(sets, { maxLength: 4 }), (models, others) => {
      expect([...toKeys(keepAny(models, others))]).toEqual([...toKeys(intersect(models, unite(others)))])
      expect([...toKeys(keepOthers(models, others))]).toEqual([...toKeys(subtract(models, unite(others)))])
    }),
  )
})
