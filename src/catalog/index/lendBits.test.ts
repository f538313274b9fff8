import { expect, test } from 'vitest'

import { fromBits } from './docSet.ts'
import { cached, createIndexData } from './indexData.ts'
import { lending, takeBits } from './lendBits.ts'

const words = 10_000

test('what one search has used comes again, all zero', () => {
  const first = lending(() => takeBits(words).fill(7).buffer)
  const second = lending(() => takeBits(words - 1))
  expect(second.buffer).toBe(first)
  expect(second.length).toBe(words - 1)
  expect(second.every((word) => word === 0)).toBe(true)
})

test('two arrays of one search are never the same', () => {
  lending(() => expect(takeBits(words).buffer).not.toBe(takeBits(words).buffer))
})

test('what is remembered is not lent to the next search', () => {
  const data = createIndexData()
  const kept = lending(() => cached(data, 'some', () => ({ set: fromBits(takeBits(words).fill(0xffff_ffff)) })))
  lending(() => {
    for (let taken = 0; taken < 4; taken++) takeBits(words).fill(1)
  })
  expect(kept.set).toEqual(fromBits(new Uint32Array(words).fill(0xffff_ffff)))
})

test('what a search that fails has used is not lent again', () => {
  let taken: ArrayBufferLike | undefined
  const fail = () =>
    lending(() => {
      taken = takeBits(words).buffer
      throw new RangeError('on purpose')
    })
  expect(fail).toThrow('on purpose')
  lending(() => expect(takeBits(words).buffer).not.toBe(taken))
})

test('without a search each array is new', () => {
  expect(takeBits(words).buffer).not.toBe(takeBits(words).buffer)
})
