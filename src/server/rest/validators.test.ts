import { expect, test } from 'vitest'

import { isFresh } from './validators.ts'

const day = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
const validators = { tag: '"x"', modifiedAt: day }

test.each([
  [{}, false],
  [{ 'if-none-match': '"x"' }, true],
  [{ 'if-none-match': '"y"' }, false],
  [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, true],
  [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }, false],
  [{ 'if-modified-since': 'yesterday' }, false],
  [{ 'if-none-match': '"y"', 'if-modified-since': 'Sat, 03 Jan 2026 00:00:00 GMT' }, false],
])('for who sends %j, a copy is good: %s', (headers, fresh) => {
  expect(isFresh(headers, validators)).toBe(fresh)
})

test('without a time of change, only the tag counts', () => {
  expect(isFresh({ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, { tag: '"x"', modifiedAt: undefined })).toBe(
    false,
  )
})
