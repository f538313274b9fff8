import { expect, it } from 'vitest'

import { formatDuration, formatRelativeTime } from './formatTime.ts'

const now = Date.UTC(2026, 10, 20, 12)
const day = 86_400_000

it('says how long ago something was', () => {
  const ages = [10_000, 100_000, 3 * 3_600_000, day, 20 * day, 60 * day, 350 * day, 800 * day]
  expect(ages.map((age) => formatRelativeTime(BigInt(now - age), now))).toEqual([
    'just now',
    '2 minutes ago',
    '3 hours ago',
    '1 day ago',
    '20 days ago',
    '2 months ago',
    '1 year ago',
    '2 years ago',
  ])
})

it('says how long something takes', () => {
  expect([400, 12_000, 250_000, 7_500_000, 5 * day].map(formatDuration)).toEqual([
    'less than 1 s',
    '12 s',
    '4 min 10 s',
    '2 h 05 min',
    '5 days',
  ])
})
