import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { decodeCursor, encodeCursor } from './cursor.ts'

test('a cursor leads back to its position, and may stand in an address as it is', () => {
  fc.assert(
    fc.property(fc.tuple(fc.string({ unit: 'binary' }), fc.integer()), (position) => {
      const cursor = encodeCursor(position)
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(decodeCursor(cursor, z.tuple([z.string(), z.number()]))).toEqual(position)
    }),
  )
})

test.each(['', 'x', '%%%', encodeCursor(null), encodeCursor(7), encodeCursor('a').slice(2)])(
  '%j is no cursor of a list of texts',
  (cursor) => {
    expect(() => decodeCursor(cursor, z.string())).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: `The cursor ${JSON.stringify(cursor)} is not one that a page has given.`,
      }),
    )
  },
)
