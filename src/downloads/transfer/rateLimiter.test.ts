import { expect, it } from 'vitest'

import { createRateLimiter } from './rateLimiter.ts'

it('holds everybody together to the rate, and heeds that it changes', async () => {
  let now = 1000
  let rate: number | undefined = 1e6
  const limiter = createRateLimiter(() => rate, { now: () => now, wait: async (ms) => void (now += ms) })
  const take = async (bytes: number) => limiter.take(bytes)
  for (let round = 0; round < 100; round++) await take(100_000)
  // 10 MB at 1 MB/s, less what may come at once after a silence.
  expect(now).toBeGreaterThanOrEqual(1000 + 9_700)
  expect(now).toBeLessThanOrEqual(1000 + 10_000)
  rate = undefined
  expect(limiter.take(1e9)).toBeUndefined()
  rate = 10e6
  const before = now
  await take(20e6)
  expect(now - before).toBeGreaterThan(1500)
})
