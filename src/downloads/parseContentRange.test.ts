import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseContentRange } from './parseContentRange.ts'

describe('parseContentRange', () => {
  it('reads every range that HTTP can write', () => {
    const size = fc.integer({ min: 0, max: 2 ** 45 })
    fc.assert(
      fc.property(size, size, size, (start, more, after) => {
        const [end, total] = [start + more, start + more + 1 + after]
        expect(parseContentRange(`bytes ${start}-${end}/${total}`)).toEqual({ start, end, total })
        expect(parseContentRange(`bytes ${start}-${end}/*`)).toEqual({ start, end, total: undefined })
        expect(parseContentRange(`bytes */${total}`)).toEqual({ start: undefined, end: undefined, total })
      }),
    )
  })

  it.each([
    undefined,
    '',
    'bytes */*',
    'bytes 5-4/10',
    'bytes 0-10/10',
    'bytes -5/10',
    'bytes 1-/10',
    'items 0-1/2',
    'bytes 0-99999999999999999999/*',
    'bytes=0-1/2',
  ])('%j is none', (header) => {
    expect(parseContentRange(header)).toBeUndefined()
  })

  it('takes no text for a range that contradicts itself', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const range = parseContentRange(text)
        expect(range === undefined || (range.end ?? 0) >= (range.start ?? 0)).toBe(true)
      }),
    )
  })
})
