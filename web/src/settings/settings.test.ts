import { expect, it } from 'vitest'

import { describeMask, everythingMask, nsfwLevels } from './settings.ts'

it('has levels of which each shows all that is milder', () => {
  for (const [index, { mask }] of nsfwLevels.entries()) {
    const milder = nsfwLevels[index - 1]?.mask ?? 0
    expect(mask & milder).toBe(milder)
    expect(mask & everythingMask).toBe(mask)
  }
})

it('calls a mask by its level, and any other set by its bits', () => {
  expect([1, 7, everythingMask, 5].map(describeMask)).toEqual(['PG only', 'up to R', 'everything', 'bits 5'])
})
