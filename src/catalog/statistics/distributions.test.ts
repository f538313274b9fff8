import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { bucketStarts, findBucket, toBuckets } from './distributions.ts'

describe('buckets', () => {
  const countMonths = (...times: number[]) => {
    const counts = new Float64Array(bucketStarts.created.length)
    for (const time of times) counts[findBucket(bucketStarts.created, time)]!++
    return toBuckets('created', counts)
  }

  it('of months go from the first to the last month there is, each once', () => {
    const buckets = countMonths(Date.UTC(2022, 10, 30, 23), Date.UTC(2023, 1, 1), Date.UTC(2022, 11, 31, 23, 59))
    expect(buckets.map(({ from, count }) => [new Date(from).toISOString().slice(0, 10), count])).toEqual([
      ['2022-11-01', 1],
      ['2022-12-01', 1],
      ['2023-01-01', 0],
      ['2023-02-01', 1],
    ])
    expect(buckets.map(({ to }) => to)).toEqual([...buckets.slice(1).map(({ from }) => from), undefined])
    expect(countMonths()).toEqual([])
  })

  it('of months stay few when a source tells an absurd time, and count all models', () => {
    const buckets = countMonths(-5e13, Date.UTC(1995, 3), Date.UTC(2026, 0))
    expect(buckets).toHaveLength(241)
    expect([buckets[0]?.count, buckets.at(-1)]).toEqual([2, { from: Date.UTC(2026, 0), to: undefined, count: 1 }])
    expect(countMonths(9e15)).toHaveLength(1)
  })

  it('take a value that begins one, and the last takes all that is larger', () => {
    const starts = bucketStarts.downloads
    const values = [0, 1, 9, 10, 99_999, 1e12]
    expect(values.map((value) => starts[findBucket(starts, value)])).toEqual([0, 1, 1, 10, 10_000, 1e8])
    const buckets = toBuckets('likes', Float64Array.of(3, 4, 0, 0, 0, 0, 9))
    expect([buckets.length, buckets[0], buckets.at(-1)]).toEqual([
      7,
      { from: 0, to: 1, count: 3 },
      { from: 1e5, to: undefined, count: 9 },
    ])
  })

  it('hold each value between their ends', () => {
    const fields = fc.constantFrom('parameters', 'bytes', 'likes')
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), fields, (value, field) => {
        const starts = bucketStarts[field]
        const bucket = findBucket(starts, value)
        expect(starts[bucket]).toBeLessThanOrEqual(value)
        expect(starts[bucket + 1] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(value)
      }),
    )
  })
})
