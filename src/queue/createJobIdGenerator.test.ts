import fc from 'fast-check'
import { expect, it } from 'vitest'

import { createJobIdGenerator } from './createJobIdGenerator.ts'

it('makes UUIDs of version 7 that carry the time', () => {
  const createJobId = createJobIdGenerator(() => 0x019a_a0e0_1234)
  expect(createJobId()).toMatch(/^019aa0e0-1234-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(createJobId()).toMatch(/^019aa0e0-1234-7001-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('makes ids that sort in the order of their making, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }), (times) => {
      let index = 0
      const createJobId = createJobIdGenerator(() => times[index++] ?? 0)
      const ids = times.map(() => createJobId())
      expect(ids.toSorted()).toEqual(ids)
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})

it('goes on to the next millisecond when one has no numbers left', () => {
  const createJobId = createJobIdGenerator(() => 1)
  const ids = Array.from({ length: 5000 }, () => createJobId())
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(5000)
  expect(ids[4095]).toMatch(/^00000000-0001-7fff-/)
  expect(ids[4096]).toMatch(/^00000000-0002-7000-/)
})
