import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { packRecord, unpackRecord } from './packRecord.ts'

describe('packRecord', () => {
  it('keeps short records as they are and compresses long ones', () => {
    const short = JSON.stringify({ id: 'a/b', text: 'é' })
    expect(Buffer.from(packRecord(Buffer.from(short))).toString()).toBe(short)
    const long = JSON.stringify({ tags: Array.from({ length: 300 }, (_, index) => `tag-${index}`) })
    expect(packRecord(Buffer.from(long)).length).toBeLessThan(long.length / 2)
    expect(unpackRecord(packRecord(Buffer.from(long)))).toBe(long)
  })

  it('gives any record back', () => {
    const record = fc.dictionary(fc.string(), fc.array(fc.string({ maxLength: 200 })))
    fc.assert(
      fc.property(record, (record) => {
        const json = JSON.stringify(record)
        expect(unpackRecord(packRecord(Buffer.from(json)))).toBe(json)
      }),
    )
  })
})
