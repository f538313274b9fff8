import { describe, expect, it } from 'vitest'

import { formatBytes, formatCount, formatDay, formatDuration, formatInteger, plural } from './formatNumbers.ts'

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [15_242_694_030, '15.2 GB'],
    [2e12, '2.0 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it.each([
    [0, '0'],
    [430, '430'],
    [999, '999'],
    [1000, '1k'],
    [12_364_836, '12.4M'],
    [7_615_616_512, '7.6B'],
    [999_600, '1M'],
  ])('a count of %d is %s', (count, text) => {
    expect(formatCount(count)).toBe(text)
  })

  it.each([
    [12, '12 ms'],
    [1000, '1 s'],
    [60_000, '1 min'],
    [61_000, '1 min 1 s'],
    [3_720_000, '1 h 2 min'],
  ])('%d ms are %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('days are UTC, and whole numbers have separators', () => {
    expect(formatDay(Date.UTC(2026, 7, 18, 23, 59))).toBe('2026-08-18')
    expect(formatInteger(22_821)).toBe('22,821')
    expect([plural(0, 'file'), plural(1n, 'file'), plural(2_000, 'file')]).toEqual(['0 files', '1 file', '2,000 files'])
  })
})
