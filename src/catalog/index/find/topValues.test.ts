import fc from 'fast-check'
import { expect, test } from 'vitest'

import { addAttribute, createDictionary } from '../attributes/createDictionary.ts'
import { LeastCount, TopValues } from './topValues.ts'

const values = fc.uniqueArray(fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('a', 'ab', 'b')), {
  maxLength: 60,
})

test('the highest counts come first, equal ones in the order of their UTF-8', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 5 }), (all, limit, sides) => {
      const dictionary = createDictionary()
      const counts = all.map((value, index) => ({ value, attribute: index + 1, count: (index * 31) % sides }))
      for (const { value, attribute } of counts) addAttribute(dictionary, { key: attribute, kind: 'tag', value })
      const top = new TopValues(dictionary, limit)
      const least = new LeastCount(limit)
      for (const { attribute, count } of counts) {
        top.offer(attribute, count)
        least.offer(count)
      }
      const expected = counts
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
        .slice(0, limit)
      expect(top.found).toEqual(expected.map(({ attribute, count }) => ({ attribute, count })))
      if (limit > 0) expect(least.least).toBe(expected.length === limit ? expected.at(-1)!.count : 1)
    }),
  )
})
