import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseByteSize, parseQuantity } from './parseQuantity.ts'

describe('a count', () => {
  it.each([
    ['430', 430],
    ['6e9', 6e9],
    ['7B', 7e9],
    ['7 b', 7e9],
    ['1.5k', 1500],
    ['0.5M', 500_000],
    ['2g', 2e9],
    ['1T', 1e12],
    ['0', 0],
  ])('%s is %d', (text, count) => {
    expect(parseQuantity(text)).toBe(count)
  })
  it.each(['', ' ', 'B', '-1', '+1', '7BB', '7 B B', '1,000', '.5', '5.', '1e', '0x10', 'Infinity', 'NaN', '9e999'])(
    '%j is none',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined()
    },
  )
})

describe('a size', () => {
  it.each([
    ['4194304', 4_194_304],
    ['4MiB', 4_194_304],
    ['4 mib', 4_194_304],
    ['500k', 500_000],
    ['1.5GB', 1_500_000_000],
    ['24GiB', 25_769_803_776],
    ['1e9', 1e9],
    ['12b', 12],
    ['2PB', 2e15],
    ['0', 0],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes)
  })
  it.each(['', 'four', '4XB', '-1', '4 M i B', '4iB', '1e999GB'])('%j is none', (text) => {
    expect(parseByteSize(text)).toBeUndefined()
  })
})

it('a number is read as JavaScript reads it, and any text leaves a finite number or none', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), (number, text) => {
      expect(parseQuantity(String(number))).toBe(number)
      for (const value of [parseQuantity(text), parseByteSize(text)]) {
        expect(value === undefined || (Number.isFinite(value) && value >= 0)).toBe(true)
      }
    }),
  )
})
