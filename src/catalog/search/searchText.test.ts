import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { listFields, rangeFields } from './searchQuery.ts'
import { formatSearchText, parseSearchText, type SearchText } from './searchText.ts'

describe('a query string', () => {
  it('holds words, lists, ranges, flags and numbers', () => {
    expect(
      parseSearchText(
        '?query=llama+-lora&task=text-generation&task=!translation&license_class=permissive&parameters=6e9..9e9&gated=false&nsfw_mask=1&memory=rtx%204090&context=8192&sort=likes',
      ),
    ).toStrictEqual({
      query: 'llama -lora',
      task: ['text-generation', '!translation'],
      license_class: ['permissive'],
      parameters: '6e9..9e9',
      gated: false,
      nsfw_mask: 1,
      memory: 'rtx 4090',
      context: 8192,
      sort: 'likes',
    })
  })

  it('may call fields in camelCase, and leaves out what is empty or chooses only a page', () => {
    expect(
      parseSearchText('baseModel=a%2Fb&nsfwMask=3&query=&task=&limit=5&cursor=x&facets=true&facet=task'),
    ).toStrictEqual({ base_model: ['a/b'], nsfw_mask: 3 })
  })

  it.each([
    ['colour=red', '"colour" is no field of a search.', 'The fields are query, source, author,'],
    ['__proto__=x', '"__proto__" is no field of a search.', 'The fields are'],
    ['query=a&query=b', '"query" is given twice.', 'Give it once.'],
    ['gated=perhaps', '"gated" cannot be "perhaps".', 'Write true or false.'],
    ['nsfw_mask=-1', '"nsfw_mask" cannot be "-1".', 'Write a whole number.'],
    ['context=1e3', '"context" cannot be "1e3".', 'Write a whole number.'],
  ])('%s is refused by name', (text, message, hint) => {
    expect(() => parseSearchText(text)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message, hint: expect.stringContaining(hint) }),
    )
  })

  it('is written in one order, and read back as it was', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    const fields = {
      ...Object.fromEntries(listFields.map((field) => [field, fc.array(text, { minLength: 1, maxLength: 3 })])),
      ...Object.fromEntries(rangeFields.map((field) => [field, text])),
      query: text,
      memory: text,
      sort: text,
      gated: fc.boolean(),
      original: fc.boolean(),
      removed: fc.boolean(),
      nsfw_mask: fc.nat({ max: 63 }),
      context: fc.nat({ max: 999_999_999 }),
    }
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), (search: SearchText) => {
        const written = formatSearchText(search)
        expect(parseSearchText(written)).toStrictEqual({ ...search })
        expect(formatSearchText(parseSearchText(written))).toBe(written)
      }),
    )
  })
})
