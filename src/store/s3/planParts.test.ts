import fc from 'fast-check'
import { expect, test } from 'vitest'

import { planParts } from './planParts.ts'

const mebibyte = 1024 * 1024

test('parts follow each other without a gap, are of one length but the last, and are 10,000 at most', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 100 * mebibyte }), fc.integer({ min: 1, max: 5 * 1024 ** 4 }))
  fc.assert(
    fc.property(sizes, fc.integer({ min: 5, max: 64 }), (size, mebibytes) => {
      const parts = planParts(size, mebibytes * mebibyte)
      expect(parts.length).toBeLessThanOrEqual(10_000)
      let end = 0
      for (const [index, { number, start, length }] of parts.entries()) {
        if (number !== index + 1 || start !== end || length < 1) expect.fail(`part ${number} starts at ${start}`)
        if (index < parts.length - 1 && length !== parts[0]?.length) expect.fail(`part ${number} has ${length} bytes`)
        end = start + length
      }
      expect(end).toBe(size)
    }),
    { numRuns: 50 },
  )
})
