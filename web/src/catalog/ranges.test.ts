import fc from 'fast-check'
import { expect, it } from 'vitest'

import { parseRange } from '#catalog/search/parseRange.ts'

import { rangeFields } from './catalogSearch.ts'
import { describeRange, joinRange, presetsOf, rangeProblem, splitRange } from './ranges.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('has only presets that the API can read', () => {
  for (const field of rangeFields) {
    for (const { text } of presetsOf(field, now)) expect(rangeProblem(field, text), text).toBeUndefined()
  }
  expect(presetsOf('updated', now).map(({ text }) => text)).toEqual(['2026-11-13..', '2026-10-21..', '2025-11-20..'])
})

it('says a range as people do', () => {
  expect([
    describeRange('parameters', '6e9..9e9'),
    describeRange('parameters', '..3B'),
    describeRange('bytes', '8GB..'),
    describeRange('downloads', '1.5k..10k'),
    describeRange('updated', '2026-11-13..'),
    describeRange('created', '..2025'),
    describeRange('likes', 'many'),
  ]).toEqual(['6B to 9B', 'up to 3B', '8 GB and more', '1.5k to 10k', 'since 13 Nov 2026', 'until 31 Dec 2025', 'many'])
})

it('tells what is wrong with a range before it is searched for', () => {
  expect(rangeProblem('parameters', '9B..3B')?.message).toContain('ends before it begins')
  expect(rangeProblem('bytes', 'big..')?.message).toContain('is not a size')
})

it('takes a range apart and puts it together without changing what it means', () => {
  const end = fc.option(fc.nat(), { nil: undefined })
  fc.assert(
    fc.property(end, end, (first, last) => {
      const [from = '', to = ''] = [first, last].map((value) => (value === undefined ? '' : String(value)))
      const text = joinRange({ from, to })
      expect(splitRange(text)).toEqual({ from, to })
      expect(text === undefined).toBe(from + to === '')
      if (text !== undefined && !rangeProblem('likes', text)) expect(parseRange('likes', text).from).toBe(first)
    }),
  )
})
