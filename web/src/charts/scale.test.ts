import fc from 'fast-check'
import { expect, it } from 'vitest'

import { linearScale, linePath, niceTicks } from './scale.ts'

it('marks an axis with round numbers', () => {
  expect(niceTicks(0, 97)).toEqual([0, 50, 100])
  expect(niceTicks(12_300, 15_900)).toEqual([12_000, 13_000, 14_000, 15_000, 16_000])
  expect(niceTicks(0, 0)).toEqual([0, 1])
})

it('has a few ascending marks that hold every value between them', () => {
  const number = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)]
      const ticks = niceTicks(least, most)
      expect(ticks.length).toBeGreaterThan(1)
      expect(ticks.length).toBeLessThan(8)
      expect(ticks[0]!).toBeLessThanOrEqual(least)
      expect(ticks.at(-1)!).toBeGreaterThanOrEqual(most)
      expect([...ticks].sort((x, y) => x - y)).toEqual(ticks)
    }),
  )
})

it('maps the ends of a domain to the ends of its range, and one single value to the middle', () => {
  const scale = linearScale([10, 20], [100, 0])
  expect([10, 15, 20].map(scale)).toEqual([100, 50, 0])
  expect(linearScale([7, 7], [0, 100])(7)).toBe(50)
})

it('draws a line from point to point', () => {
  expect(
    linePath([
      { x: 0, y: 1 },
      { x: 2.25, y: 3 },
    ]),
  ).toBe('M0.0 1.0L2.3 3.0')
})
