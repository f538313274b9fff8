import { expect, it } from 'vitest'

import { parseRange } from './parseRange.ts'

it.each([
  [undefined, 10, { kind: 'whole' }],
  ['bytes=0-0', 10, { kind: 'part', start: 0, end: 1 }],
  ['bytes=2-5', 10, { kind: 'part', start: 2, end: 6 }],
  ['bytes=5-', 10, { kind: 'part', start: 5, end: 10 }],
  ['bytes=5-99', 10, { kind: 'part', start: 5, end: 10 }],
  ['bytes=-3', 10, { kind: 'part', start: 7, end: 10 }],
  ['bytes=-99', 10, { kind: 'part', start: 0, end: 10 }],
  ['bytes=10-', 10, { kind: 'unsatisfiable' }],
  ['bytes=-0', 10, { kind: 'unsatisfiable' }],
  ['bytes=0-0', 0, { kind: 'unsatisfiable' }],
  ['bytes=5-2', 10, { kind: 'whole' }],
  ['bytes=-', 10, { kind: 'whole' }],
  ['bytes=0-1,4-5', 10, { kind: 'whole' }],
  ['items=0-1', 10, { kind: 'whole' }],
])('reads %j of %i bytes', (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected)
})
