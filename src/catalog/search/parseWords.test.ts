import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseWords } from './parseWords.ts'

describe('parseWords', () => {
  it('separates words to find from words to leave out', () => {
    expect(parseWords('  Qwen2.5-7B  -lora\tgguf\n-awq ')).toEqual({
      include: [['Qwen2.5-7B'], ['gguf']],
      exclude: [['lora'], ['awq']],
      hopeless: false,
    })
  })

  it('splits owner and name, in ids and in slugs', () => {
    expect(parseWords('meta-llama/Llama-3.1-8B meta-llama--Llama-3.1-8B -a/b').include).toEqual([
      ['meta-llama', 'Llama-3.1-8B'],
    ])
  })

  it('leaves out what has no letter or digit, also between the parts of a word', () => {
    expect(parseWords('qwen - -- -! *** owner/ /name')).toEqual({
      include: [['qwen'], ['owner'], ['name']],
      exclude: [],
      hopeless: false,
    })
  })

  it('tells a text that nothing can match from one that asks for nothing', () => {
    expect(parseWords('"*"')).toEqual({ include: [], exclude: [], hopeless: true })
    expect(parseWords(' \0 ')).toEqual({ include: [], exclude: [], hopeless: true })
    expect(parseWords(' \n ')).toEqual({ include: [], exclude: [], hopeless: false })
    expect(parseWords('')).toEqual({ include: [], exclude: [], hopeless: false })
  })

  it('reads any text of up to 100 pieces into words that have no white space, no NUL and no lone surrogate', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.constantFrom('-', '/', '--', ' ', '\0', '\ud800', 'é', '7', 'x'), { maxLength: 60 })
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (text) => {
        const { include, exclude } = parseWords(text)
        for (const part of [...include, ...exclude].flat()) {
          expect(part).toMatch(/^[^\s\0]*[\p{L}\p{N}\p{Co}][^\s\0]*$/u)
          expect(part.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('refuses a text of more than 10,000 characters or 100 pieces', () => {
    expect(parseWords('a'.repeat(10_000)).include).toHaveLength(1)
    expect(() => parseWords('a'.repeat(10_001))).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: 'The search text has 10,001 characters; it may have 10,000 characters.',
      }),
    )
    const words = Array.from({ length: 101 }, (_, index) => `w${index}`)
    expect(parseWords(words.slice(1).join(' ')).include).toHaveLength(100)
    for (const separator of [' ', '.', '/', ' -']) {
      expect(() => parseWords(words.join(separator))).toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          message: 'The search text has 101 words; it may have 100.',
        }),
      )
    }
  })
})
