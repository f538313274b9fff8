import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { WeighthouseError } from '../../foundation/errors.ts'
import { parseRange } from './parseRange.ts'
import { type RangeField, rangeFields } from './searchQuery.ts'

const day = (text: string) => Date.parse(`${text}Z`)

describe('a range', () => {
  it.each<[RangeField, string, { from?: number; to?: number }]>([
    ['parameters', '6e9..9e9', { from: 6e9, to: 9e9 }],
    ['parameters', '7B..13B', { from: 7e9, to: 13e9 }],
    ['parameters', '7B .. 13B', { from: 7e9, to: 13e9 }],
    ['parameters', '1.5b..1.5b', { from: 1.5e9, to: 1.5e9 }],
    ['downloads', '1k..', { from: 1000 }],
    ['likes', '..0', { to: 0 }],
    ['bytes', '1GB..', { from: 1e9 }],
    ['bytes', '..4GiB', { to: 4 * 2 ** 30 }],
    ['created', '2026-01-01..', { from: day('2026-01-01T00:00:00') }],
    ['created', '2026-01-01..2026-01-01', { from: day('2026-01-01T00:00:00'), to: day('2026-01-01T23:59:59.999') }],
    ['created', '2024..2024', { from: day('2024-01-01T00:00:00'), to: day('2024-12-31T23:59:59.999') }],
    ['updated', '2024-02..2024-02', { from: day('2024-02-01T00:00:00'), to: day('2024-02-29T23:59:59.999') }],
    ['updated', '2026-01-31T12:00Z..', { from: day('2026-01-31T12:00:00') }],
    ['updated', '..2026-01-31t12:00:00.5z', { to: day('2026-01-31T12:00:00.500') }],
  ])('of %s may be %j', (field, text, range) => {
    expect(parseRange(field, text)).toStrictEqual(range)
  })

  it.each<[RangeField, string, string, string]>([
    ['parameters', '9e9..6e9', '"9e9..6e9" ends before it begins.', 'Write 6e9..9e9.'],
    ['created', '2026..2025', '"2026..2025" ends before it begins.', 'Write 2025..2026.'],
    ['parameters', '', '"" is not a range.', 'Write it like'],
    ['parameters', '..', '".." is not a range.', 'Write it like'],
    ['parameters', '7B', '"7B" is not a range.', 'Write it like 6e9..9e9'],
    ['parameters', '1..2..3', '"1..2..3" is not a range.', 'Write it like'],
    ['parameters', '1...2', '".2" is not a count.', 'Write the range like 6e9..9e9'],
    ['parameters', '-5..', '"-5" is not a count.', 'Write the range like'],
    ['likes', 'many..', '"many" is not a count.', 'Write the range like'],
    ['bytes', '7B..8XB', '"8XB" is not a size.', 'Write the range like 1GB..8GB'],
    ['created', '2026-02-30..', '"2026-02-30" is not a day.', 'Write the range like 2026-01-01'],
    ['created', '2026-13..', '"2026-13" is not a day.', 'Write the range like'],
    ['created', '..2026-1-1', '"2026-1-1" is not a day.', 'Write the range like'],
    ['updated', '2026-01-31T12:00..', '"2026-01-31T12:00" is not a day.', 'Write the range like'],
    ['parameters', "1'; drop table models..", `"1'; drop table models" is not a count.`, 'Write the range like'],
  ])('of %s may not be %j', (field, text, message, hint) => {
    expect(() => parseRange(field, text)).toThrowError(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: `${field}: ${message}`,
        hint: expect.stringContaining(hint),
        details: { field },
      }),
    )
  })

  it('says no more than the beginning of what is long', () => {
    expect(() => parseRange('likes', 'x'.repeat(10_000))).toThrowError(/^likes: "x{100}…" is not a range\.$/)
  })

  it('is refused or in order, whatever the text', () => {
    const end = fc.oneof(
      fc.constantFrom('', '1', '7B', '1GB', '2026', '2026-02', '2026-02-31', '0', '9e99'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.constantFrom(...rangeFields), end, end, (field, from, to) => {
        try {
          const range = parseRange(field, `${from}..${to}`)
          expect(range.from ?? 0).toBeLessThanOrEqual(range.to ?? Infinity)
          expect(range).not.toStrictEqual({})
        } catch (error) {
          if (!(error instanceof WeighthouseError)) throw error
          expect(error.code).toBe('INVALID_ARGUMENT')
        }
      }),
    )
  })
})
