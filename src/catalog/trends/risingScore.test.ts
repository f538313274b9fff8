import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { risingScore } from './risingScore.ts'
import { dayMs, isKept } from './snapshotDay.ts'

const most = { likes: 100, downloads: 1000 }

describe('the rising score', () => {
  it('is 100 for a new model that gained the most of both, and half of it for an old one', () => {
    expect(risingScore(most, most, 0)).toBe(100)
    expect(risingScore(most, most, 90_000 * dayMs)).toBeCloseTo(50)
    expect(risingScore(most, most, Number.NaN)).toBe(50)
  })

  it('is none when nothing was gained', () => {
    expect(risingScore({ likes: 0, downloads: -5 }, most, 0)).toBeNaN()
    expect(risingScore({ likes: -1, downloads: 0 }, { likes: 0, downloads: 0 }, 0)).toBeNaN()
  })

  it('never falls when a model gains more, nor leaves 0 to 100', () => {
    const count = fc.integer({ min: -50, max: 100 })
    fc.assert(
      fc.property(count, count, fc.integer({ min: 0, max: 50 }), fc.nat(1000), (likes, downloads, extra, days) => {
        const before = risingScore({ likes, downloads }, { likes: 200, downloads: 200 }, days * dayMs)
        const after = risingScore({ likes: likes + extra, downloads }, { likes: 200, downloads: 200 }, days * dayMs)
        if (!Number.isNaN(before)) expect(after).toBeGreaterThanOrEqual(before)
        if (!Number.isNaN(after)) expect(after >= 0 && after <= 100).toBe(true)
      }),
    )
  })
})

describe('old snapshots', () => {
  it('are kept for ninety days, then those of Mondays', () => {
    const today = Math.floor(Date.UTC(2026, 10, 20) / dayMs)
    expect(isKept(today - 90, today)).toBe(true)
    const older = Array.from({ length: 28 }, (_, index) => today - 91 - index).filter((day) => isKept(day, today))
    expect(older).toHaveLength(4)
    for (const day of older) expect(new Date(day * dayMs).getUTCDay()).toBe(1)
  })
})
