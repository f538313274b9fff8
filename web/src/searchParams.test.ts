import fc from 'fast-check'
import { expect, it } from 'vitest'

import { parseSearchParams, readList, stringifySearchParams } from './searchParams.ts'

it('writes lists as REST reads them, and leaves out what is empty', () => {
  expect(
    stringifySearchParams({ query: 'qwen gguf', source: ['huggingface', 'civitai'], sort: undefined, tag: [] }),
  ).toBe('?query=qwen+gguf&source=huggingface&source=civitai')
  expect(stringifySearchParams({})).toBe('')
})

it('reads back every list of texts that it wrote', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1 }), (values) => {
      expect(readList(parseSearchParams(stringifySearchParams({ tag: values })).tag)).toEqual(values)
    }),
  )
})
