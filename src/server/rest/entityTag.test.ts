import { expect, test } from 'vitest'

import { entityTag, matchesTag } from './entityTag.ts'

const answer = { data: ['a'], meta: { total: 1 } }
const body = JSON.stringify(answer)

test('the tag is the sha256 of the body', () => {
  expect(body).toBe('{"data":["a"],"meta":{"total":1}}')
  expect(entityTag('weighthouse.v1.ListJobsResponse', answer, body)).toBe(
    '"f65922442a91accc6c258e884018b0f3021d9f58aff4aebdd75a276aa20bcc65"',
  )
})

test('how long a search took changes nothing about its tag, which is weak', () => {
  const slow = { data: ['a'], meta: { total: 1, tookMs: 900 } }
  const fast = { data: ['a'], meta: { total: 1, tookMs: 2 } }
  const other = { data: ['b'], meta: { total: 1, tookMs: 2 } }
  const tagOf = (of: typeof slow) => entityTag('weighthouse.v1.SearchResponse', of, JSON.stringify(of))

  expect(tagOf(slow)).toMatch(/^W\/"[0-9a-f]{64}"$/)
  expect(tagOf(fast)).toBe(tagOf(slow))
  expect(tagOf(other)).not.toBe(tagOf(slow))
})

test('health and status are of the moment and have no tag', () => {
  expect(entityTag('weighthouse.v1.Health', answer, body)).toBeUndefined()
  expect(entityTag('weighthouse.v1.Status', answer, body)).toBeUndefined()
})

test.each([
  ['"x"', true],
  ['W/"x"', true],
  ['"a", "x"', true],
  ['*', true],
  ['"a"', false],
  ['x', false],
  [undefined, false],
])('If-None-Match %s against "x"', (header, matches) => {
  expect(matchesTag(header, '"x"')).toBe(matches)
})
