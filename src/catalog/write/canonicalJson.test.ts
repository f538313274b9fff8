import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { canonicalJson } from './canonicalJson.ts'

describe('canonicalJson', () => {
  it('orders keys at every depth and keeps the order of lists', () => {
    expect(canonicalJson({ b: [2, { y: 1, x: null }], a: 'é' })).toBe('{"a":"é","b":[2,{"x":null,"y":1}]}')
  })

  it('leaves out the marks of a crawl, but not _id, and nothing further in', () => {
    expect(canonicalJson({ id: 'a/b', _id: '1', _source: 'crawl', _crawledAt: '2026-08-22', config: { _x: 1 } })).toBe(
      '{"_id":"1","config":{"_x":1},"id":"a/b"}',
    )
  })

  it('is the same JSON value as the record', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => !key.startsWith('_')),
          fc.jsonValue(),
        ),
        (record) => {
          expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)))
        },
      ),
    )
  })

  it('is the same text for fields in any order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).toReversed())
        expect(canonicalJson(reversed)).toBe(canonicalJson(record))
      }),
    )
  })
})
