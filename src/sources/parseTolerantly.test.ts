import { expect, test } from 'vitest'
import { z } from 'zod'

import { parsePage, parseTolerantly } from './parseTolerantly.ts'

const schema = z.looseObject({
  id: z.string(),
  size: z.number().optional(),
  parts: z.array(z.looseObject({ name: z.string(), size: z.number().optional() })).optional(),
})

test('a record that fits is kept whole, unknown fields too', () => {
  expect(parseTolerantly(schema, { id: 'a', novel: { deep: [1] } })).toEqual({
    record: { id: 'a', novel: { deep: [1] } },
    dropped: [],
  })
})

test('what does not fit is left out as deep inside as can be, and the input stays as it was', () => {
  const json = {
    id: 'a',
    size: '9',
    parts: [{ name: 1 }, { name: 'b', size: null }, { size: 2 }, { name: 'c' }, 'd'],
  }
  const before = structuredClone(json)
  const parsed = parseTolerantly(schema, json)
  expect(parsed.record).toEqual({ id: 'a', parts: [{ name: 'b' }, { name: 'c' }] })
  expect(parsed.reason).toBeUndefined()
  expect(json).toEqual(before)
})

test('a record without what it cannot do without is refused, and the reason names the field', () => {
  expect(parseTolerantly(schema, { id: 7, size: 1 }).reason).toContain('id')
  expect(parseTolerantly(schema, []).reason).toContain('object')
})

test('a page keeps what fits, counts what was left out and names what was refused', () => {
  expect(parsePage(schema, [{ id: 'a', size: 'x' }, { id: 'b', size: 'y' }, { id: 7 }, null])).toEqual({
    records: [{ id: 'a' }, { id: 'b' }],
    rejected: [
      { id: '7', reason: expect.stringContaining('id') },
      { id: undefined, reason: expect.stringContaining('null') },
    ],
    drifted: { size: 2 },
  })
})
