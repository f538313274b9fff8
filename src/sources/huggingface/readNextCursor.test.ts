import fc from 'fast-check'
import { expect, test } from 'vitest'

import { isWeighthouseError } from '../../foundation/errors.ts'
import { readNextCursor } from './listModels.ts'

const context = { endpoint: () => 'https://hub.example/hf' }

test.for([
  [undefined, null],
  ['', null],
  ['<https://hub.example/hf/api/models?cursor=a%3D%3D>; rel="next"', 'a=='],
  ['<https://hub.example/first>; rel="first", <https://hub.example/x?cursor=2>; rel="next"', '2'],
  ['<https://hub.example/x?cursor=2>; title="x"; rel=next', '2'],
  ['</x?cursor=2>; rel="next"', '2'],
  ['<https://hub.example/x?p=2&limit=9>; rel="next"', '?p=2&limit=9'],
  ['<https://hub.example/x?cursor=2>; rel="prev"', null],
] as const)('the link %s has the cursor %s', ([link, expected]) => {
  expect(readNextCursor(context, link)).toBe(expected)
})

test.for([
  '<https://evil.example/hf/api/models?cursor=2>; rel="next"',
  '<http://hub.example/hf/api/models?cursor=2>; rel="next"',
  '<//evil.example/?cursor=2>; rel="next"',
  '<https://hub.example/x>; rel="next"',
  '<http://[>; rel="next"',
])('the link %s is drift', (link) => {
  expect(() => readNextCursor(context, link)).toThrow(expect.objectContaining({ code: 'SOURCE_DRIFT' }))
})

test('no link makes a cursor that is an address, or another error than drift', () => {
  const target = fc.oneof(
    fc.webUrl({ withQueryParameters: true }),
    fc.string(),
    fc.string().map((text) => `/x?cursor=${text}`),
  )
  fc.assert(
    fc.property(target, (text) => {
      let cursor: string | null = null
      try {
        cursor = readNextCursor(context, `<${text}>; rel="next"`)
      } catch (error) {
        if (!isWeighthouseError(error, 'SOURCE_DRIFT')) throw error
      }
      // The cursor is either put into a query parameter or, with its `?`, behind our own address.
      const next = cursor?.startsWith('?') ? `https://hub.example/hf/api/models${cursor}` : 'https://hub.example/hf'
      expect(new URL(next).origin).toBe('https://hub.example')
    }),
  )
})
