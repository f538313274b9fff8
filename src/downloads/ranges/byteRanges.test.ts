import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ByteRanges } from './byteRanges.ts'

const size = 40
const step = fc.record({
  kind: fc.constantFrom('add' as const, 'add' as const, 'remove' as const),
  start: fc.integer({ min: 0, max: size }),
  length: fc.integer({ min: 0, max: 12 }),
})

describe('ByteRanges', () => {
  it('holds what a list of bytes holds, whatever is added and removed', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const ranges = new ByteRanges()
        const bytes = new Set<number>()
        for (const { kind, start, length } of steps) {
          const end = Math.min(size, start + length)
          ranges[kind](start, end)
          for (let byte = start; byte < end; byte++) bytes[kind === 'add' ? 'add' : 'delete'](byte)
        }
        const listed = ranges.list()
        expect(listed.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at))).toEqual(
          [...bytes].toSorted((a, b) => a - b),
        )
        for (const [index, { start }] of listed.entries()) {
          if (index > 0) expect(start).toBeGreaterThan(listed[index - 1]!.end)
        }
        expect(ranges.total).toBe(bytes.size)
        let prefix = 0
        while (bytes.has(prefix)) prefix++
        expect(ranges.prefix).toBe(prefix)
        const both = new ByteRanges([...listed, ...ranges.missing(size)])
        expect(both.list()).toEqual([{ start: 0, end: size }])
        expect(ranges.missing(size).reduce((sum, { start, end }) => sum + end - start, 0)).toBe(size - bytes.size)
      }),
    )
  })

  it('gives out copies', () => {
    const ranges = new ByteRanges([{ start: 2, end: 5 }])
    ranges.list()[0]!.end = 100
    expect(ranges.end).toBe(5)
  })
})
