import fc from 'fast-check'
import { expect, test } from 'vitest'

import { backoffWait, readRetryWait } from './retryWait.ts'

const clock = () => Date.UTC(2026, 10, 1)

test.for([
  [{}, undefined],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '86400' }, 300_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': 'Sun, 01 Nov 2026 00:01:00 GMT' }, 60_000],
  [{ 'retry-after': '7', ratelimit: '"api";r=0;t=55' }, 7000],
  [{ ratelimit: '"api";r=0;t=55' }, 55_000],
  [{ ratelimit: '"api";r=05;t=55' }, undefined],
  [{ ratelimit: '"api";r=499;t=55' }, undefined],
  [{ ratelimit: '"api";r=0' }, undefined],
  [{ ratelimit: '"api";r=12;t=200, "pages";r=0;t=20, "resolvers"; r=0; t=30' }, 30_000],
] as const)('%j asks for a wait of %s ms', ([headers, expected]) => {
  expect(readRetryWait(headers, clock)).toBe(expected)
})

test('the back-off doubles up to 30 seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map((tries) => backoffWait(tries, () => 1))).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ])
  expect(backoffWait(5, () => 0)).toBe(0)
})

test('no header makes a wait that is negative, longer than five minutes or no number', () => {
  const header = fc.option(
    fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.tuple(fc.nat(), fc.nat()).map(([remaining, seconds]) => `"api";r=${remaining % 2};t=${seconds}`),
    ),
    { nil: undefined },
  )
  fc.assert(
    fc.property(header, header, (retryAfter, rateLimit) => {
      const wait = readRetryWait({ 'retry-after': retryAfter, ratelimit: rateLimit }, clock) ?? 0
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(300_000)
    }),
  )
})
