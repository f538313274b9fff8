import fc from 'fast-check'
import { expect, it } from 'vitest'

import { applyChanges } from '../applyChanges.ts'
import { planeSet } from '../columns/bitPlane.ts'
import { toKeys } from '../docSet.ts'
import { createIndexData } from '../indexData.ts'
import type { IndexedModel } from '../indexedModel.ts'
import { highestKeys } from './highestKeys.ts'
import { takeTop } from './takeTop.ts'

const model = (key: number, downloads: number): IndexedModel => ({
  key,
  source: 'huggingface',
  id: `o/${key}`,
  name: `${key}`,
  more: '',
  attributes: [],
  numbers: {
    downloads,
    likes: 0,
    trending: Number.NaN,
    rising: Number.NaN,
    created: Number.NaN,
    updated: Number.NaN,
    parameters: Number.NaN,
    bytes: Number.NaN,
    weights: Number.NaN,
  },
  gated: false,
  removed: false,
  nsfwLevel: 0,
})

it('lists the highest of a column exactly, while its values change, models come and others go', () => {
  const change = fc.record({
    key: fc.integer({ min: 1, max: 300 }),
    downloads: fc.integer({ min: 0, max: 40 }),
    gone: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  })
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 60 }), { maxLength: 12 }), (rounds) => {
      const data = createIndexData()
      applyChanges(data, { models: Array.from({ length: 200 }, (_, index) => model(index + 1, (index * 7) % 31)) })
      for (const changes of rounds) {
        for (const { key, downloads, gone } of changes) {
          applyChanges(data, gone ? { forgotten: [key] } : { models: [model(key, downloads)] })
        }
        const matches = planeSet(data.columns.existing)
        const column = data.columns.numbers.downloads
        const highest = highestKeys(data, 'downloads', matches)
        const asked = { after: undefined, limit: 5 }
        expect(takeTop(matches, column, { ...asked, highest })).toEqual(takeTop(matches, column, asked))
        if (!highest) continue
        const above = [...toKeys(matches)].filter((key) => column[key]! > highest.above)
        const listed = [...highest.keys]
        expect(above.filter((key) => !listed.includes(key))).toEqual([])
        expect(listed).toEqual(listed.toSorted((a, b) => column[b]! - column[a]! || b - a))
      }
    }),
    { numRuns: 100 },
  )
})
