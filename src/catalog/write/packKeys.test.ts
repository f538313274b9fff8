import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { packKeys, unpackKeys } from './packKeys.ts'

describe('packKeys', () => {
  it('writes differences, the lowest seven bits first', () => {
    expect([...packKeys([1, 2, 130, 430])]).toEqual([1, 1, 0x80, 0x01, 0xac, 0x02])
    expect([...packKeys([])]).toEqual([])
  })

  it('gives any ascending keys back', () => {
    const key = fc.oneof(fc.nat(), fc.maxSafeNat())
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        const ascending = keys.toSorted((a, b) => a - b)
        expect(unpackKeys(packKeys(ascending))).toEqual(ascending)
      }),
    )
  })

  it('packs lists of any length one after the other, and leaves those before as they are', () => {
    const long = Array.from({ length: 5000 }, (_, index) => index * 300)
    const packed = [[1, 2], long, [7], []].map(packKeys)
    expect(packed.map(unpackKeys)).toEqual([[1, 2], long, [7], []])
  })

  it('refuses bytes that end inside a key', () => {
    expect(() => unpackKeys(new Uint8Array([1, 0x80]))).toThrow('end inside a key')
  })
})
