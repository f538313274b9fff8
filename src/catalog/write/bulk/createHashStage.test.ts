import fc from 'fast-check'
import { expect, it } from 'vitest'

import { createHashStage } from './createHashStage.ts'

it('gives any rows back, ascending by hash and key', () => {
  const row = fc.record({ hash: fc.stringMatching(/^[0-9a-f]{8,16}$/), key: fc.integer({ min: 1, max: 2 ** 32 - 1 }) })
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const stage = createHashStage()
      for (const one of rows) stage.add(one)
      expect(stage.size).toBe(rows.length)
      const sorted = rows.toSorted((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : a.key - b.key))
      expect([...stage.takeSorted()].flat()).toEqual(sorted)
      expect(stage.size).toBe(0)
    }),
  )
})
