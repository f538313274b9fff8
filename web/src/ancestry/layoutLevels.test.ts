import { expect, it } from 'vitest'

import { boxCentres, byDepth, connectorPath } from './layoutLevels.ts'

it('sets boxes side by side over the whole width', () => {
  expect(boxCentres(1)).toEqual([50])
  expect(boxCentres(4)).toEqual([12.5, 37.5, 62.5, 87.5])
})

it('joins every box of a row with every box of the next', () => {
  expect(connectorPath(1, 1)).toBe('M50 0V50M50 50H50M50 50V100')
  expect(connectorPath(2, 1)).toBe('M25 0V50M75 0V50M25 50H75M50 50V100')
  expect(connectorPath(1, 2)).toBe('M50 0V50M25 50H75M25 50V100M75 50V100')
})

it('puts what is equally far into one row, the nearest first', () => {
  const items = [3, 1, 3, 2].map((depth, id) => ({ depth, id }))
  expect(byDepth(items).map(({ depth, items }) => [depth, items.map(({ id }) => id)])).toEqual([
    [1, [1]],
    [2, [3]],
    [3, [0, 2]],
  ])
})
