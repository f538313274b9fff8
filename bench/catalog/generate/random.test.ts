import { expect, test } from 'vitest'

import { createPicker, createQuantiles, createRandom, takeQuantiles } from './random.ts'

test('equal seeds give equal numbers, and neighbouring seeds give others', () => {
  const draw = (...seeds: number[]) => {
    const random = createRandom(...seeds)
    return Array.from({ length: 5 }, () => random())
  }
  expect(draw(1, 2)).toEqual(draw(1, 2))
  expect(draw(1, 2)).not.toEqual(draw(1, 3))
  expect(draw(1, 2)).not.toEqual(draw(2, 1))
})

test('values are drawn as often as their weights say', () => {
  const pick = createPicker([
    ['often', 60],
    ['rarely', 1],
    ['sometimes', 39],
    ['never', 0],
  ])
  const random = createRandom(5)
  const counts = new Map<string, number>()
  for (let draw = 0; draw < 100_000; draw++) {
    const value = pick(random)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  expect(counts.get('never')).toBeUndefined()
  expect((counts.get('often') ?? 0) / 100_000).toBeCloseTo(0.6, 1)
  expect((counts.get('rarely') ?? 0) / 100_000).toBeCloseTo(0.01, 2)
  expect(() => createPicker([['nothing', 0]])).toThrow('every weight is zero')
})

test('drawing from quantiles gives the distribution back', () => {
  const values = Array.from({ length: 5000 }, (_, index) => index ** 2)
  const draw = createQuantiles(takeQuantiles(values))
  const random = createRandom(9)
  const drawn = Array.from({ length: 20_000 }, () => draw(random)).toSorted((a, b) => a - b)
  expect(drawn[10_000] ?? 0).toBeGreaterThan(0.9 * 2500 ** 2)
  expect(drawn[10_000] ?? 0).toBeLessThan(1.1 * 2500 ** 2)
  expect(drawn.at(-1)).toBeLessThanOrEqual(4999 ** 2)
})
