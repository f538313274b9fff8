import { create } from '@bufbuild/protobuf'
import { expect, it } from 'vitest'

import { DistributionSchema } from '#gen/statistics_pb.ts'

import { describeBuckets } from './describeBuckets.ts'

function labels(field: string, starts: number[]): string[] {
  const buckets = starts.map((from, index) => ({ from, to: starts[index + 1], count: 1n }))
  return describeBuckets(create(DistributionSchema, { field, buckets })).map(({ label }) => label)
}

it('says which models lie in a range', () => {
  expect(labels('parameters', [0, 1e6, 3e9, 1e10])).toEqual(['less than 1M', '1M to 3B', '3B to 10B', '10B and more'])
  expect(labels('downloads', [0, 1, 10])).toEqual(['none', '1 to 10', '10 and more'])
  expect(labels('bytes', [0, 1e9, 3e9])).toEqual(['less than 1 GB', '1 GB to 3 GB', '3 GB and more'])
  expect(labels('created', [Date.UTC(2026, 0), Date.UTC(2026, 1)])).toEqual(['Jan 2026', 'Feb 2026'])
})

it('marks Januaries by their year', () => {
  const starts = [Date.UTC(2025, 11), Date.UTC(2026, 0), Date.UTC(2026, 1)]
  const buckets = starts.map((from) => ({ from, count: 1n }))
  const bars = describeBuckets(create(DistributionSchema, { field: 'created', buckets }))
  expect(bars.map(({ tick }) => tick)).toEqual(['', '2026', ''])
})
