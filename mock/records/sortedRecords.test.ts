import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decodeCursor, encodeCursor, type Position, sortRecords } from './sortedRecords.ts'

describe('sortRecords', () => {
  it('gives every matching record once, in order, whatever the page size', () => {
    const records = fc.uniqueArray(fc.record({ id: fc.string(), value: fc.integer({ min: 0, max: 5 }) }), {
      selector: ({ id }) => id,
    })
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 7 }), fc.boolean(), (input, limit, descending) => {
        const sorted = sortRecords(input, { value: ({ value }) => value, id: ({ id }) => id, descending })
        const matches = ({ value }: { value: number }) => value !== 3
        const seen: { id: string; value: number }[] = []
        let cursor: Position | undefined
        do {
          const { records, next } = sorted.page({ cursor, limit, matches })
          expect(records.length).toBeLessThanOrEqual(limit)
          seen.push(...records)
          cursor = next && decodeCursor(encodeCursor(next))
        } while (cursor)
        expect(new Set(seen)).toEqual(new Set(input.filter(matches)))
        expect(seen.length).toBe(input.filter(matches).length)
        const values = seen.map(({ value }) => value)
        expect(values).toEqual(values.toSorted((a, b) => (descending ? b - a : a - b)))
      }),
    )
  })

  it('continues after a record that is no longer there', () => {
    const options = { value: (n: number) => n, id: (n: number) => n, descending: false }
    const before = sortRecords([10, 20, 30, 40], options).page({ limit: 2, matches: () => true })
    expect(before).toEqual({ records: [10, 20], next: [20, 20] })
    const after = sortRecords([10, 25, 30], options).page({ cursor: before.next, limit: 2, matches: () => true })
    expect(after).toEqual({ records: [25, 30], next: undefined })
  })

  it.each(['', 'x', '{}', 'bnVsbA', encodeCursor(['a', 'b']).slice(2)])('reads no cursor from %j', (text) => {
    expect(decodeCursor(text)).toBeUndefined()
  })
})
