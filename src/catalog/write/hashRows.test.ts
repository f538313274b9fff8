import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { keptDigits, toHashRows } from './hashRows.ts'

const hex = fc.stringMatching(/^[0-9a-f]{8,64}$/)

describe('toHashRows', () => {
  it('keeps the first digits of each, once, and none that begins another', () => {
    expect(toHashRows(['b90402bd0841cd91b7cefe3d2ed7a75a', 'b90402bd08', '9cded7e7', '9cded7e7'])).toEqual([
      '9cded7e7',
      'b90402bd0841cd91',
    ])
  })

  it('keeps something that every hash begins with, or that begins with it', () => {
    fc.assert(
      fc.property(fc.array(hex), (hashes) => {
        const rows = toHashRows(hashes)
        for (const hash of hashes) {
          const wanted = hash.slice(0, keptDigits)
          expect(rows.some((row) => row.startsWith(wanted))).toBe(true)
        }
        for (const row of rows) expect(rows.filter((other) => other.startsWith(row))).toEqual([row])
      }),
    )
  })
})
