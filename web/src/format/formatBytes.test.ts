import { expect, it } from 'vitest'

import { formatBytes, formatExactBytes } from './formatBytes.ts'

it('writes bytes with three digits and the unit that fits, in powers of 1000', () => {
  expect([0, 999, 1000, 1519, 999_499, 999_500, 15_242_694_030, 2_420_000_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '1.52 kB',
    '999 kB',
    '1 MB',
    '15.2 GB',
    '2.42 TB',
  ])
})

it('takes what the API sends, and keeps every digit where one asks for it', () => {
  expect(formatBytes(45_500_000_000n)).toBe('45.5 GB')
  expect(formatExactBytes(9_007_199_254_740_993n)).toBe('9,007,199,254,740,993 bytes')
})
