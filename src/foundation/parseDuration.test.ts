import fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseDuration } from './parseDuration.ts'

test.each([
  ['0', 0],
  ['24h', 86_400_000],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  [' 7D ', 604_800_000],
])('%j is a time', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each(['', '5', 'h', '-1h', '1.5h', '1w', '24 h', '1h!', '10000000000s'])('%j is none', (text) => {
  expect(parseDuration(text)).toBe(undefined)
})

test('a time of days, hours, minutes and seconds is their sum', () => {
  const part = fc.nat(100_000)
  fc.assert(
    fc.property(part, part, part, part, (d, h, m, s) => {
      expect(parseDuration(`${d}d${h}h${m}m${s}s`)).toBe((((d * 24 + h) * 60 + m) * 60 + s) * 1000)
    }),
  )
})

test('any text is a time or none, never an error or a strange number', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ms = parseDuration(text)
      expect(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true)
    }),
  )
})
