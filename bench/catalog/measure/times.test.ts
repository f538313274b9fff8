import { expect, test } from 'vitest'

import { median, percentile } from './times.ts'

test('percentiles are values that occurred, the median of an even number lies between two', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100])
  expect(percentile([7], 0.5)).toBe(7)
  expect(median([4, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 10])).toBe(3.5)
})
