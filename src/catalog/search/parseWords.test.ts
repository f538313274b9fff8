import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { tokenise } from '../index/words/tokenise.ts'
import { parseWords } from './parseWords.ts'

describe('parseWords', () => {
  it('separates words to find from words to leave out', () => {
    expect(parseWords('  Qwen2.5-7B  -LoRA\tgguf\n-awq ')).toEqual({
      include: [
        { text: 'Qwen2.5-7B', tokens: ['qwen2.5', '7b'] },
        { text: 'gguf', tokens: ['gguf'] },
      ],
      exclude: [
        { text: 'LoRA', tokens: ['lora'] },
        { text: 'awq', tokens: ['awq'] },
      ],
      hashes: [],
      hopeless: false,
    })
  })

  it('reads ids and slugs as the same tokens, and each word once', () => {
    expect(parseWords('meta-llama/Llama-3.1-8B meta-llama--Llama-3.1-8B -a/b').include).toEqual([
      { text: 'meta-llama/Llama-3.1-8B', tokens: ['meta', 'llama', '3.1', '8b'] },
    ])
  })

  it('leaves out what has no letter or digit', () => {
    expect(parseWords('qwen - -- -! *** owner/ /name')).toEqual({
      include: [
        { text: 'qwen', tokens: ['qwen'] },
        { text: 'owner/', tokens: ['owner'] },
        { text: '/name', tokens: ['name'] },
      ],
      exclude: [],
      hashes: [],
      hopeless: false,
    })
  })

  it('takes hexadecimal words of at least eight digits for possible hashes too', () => {
    const sha = 'F7B02944DB5D99ED5C55A7A4E9225D8BDFD147B2A1B2C3D4E5F60718293A4B5C'
    const { include, hashes } = parseWords(`${sha} 12345678 1234567 deadbeefx -cafebabe`)
    expect(hashes).toEqual([sha.toLowerCase(), '12345678'])
    expect(include.map(({ text }) => text)).toEqual([sha, '12345678', '1234567', 'deadbeefx'])
  })

  it('tells a text that nothing can match from one that asks for nothing', () => {
    const nothing = { include: [], exclude: [], hashes: [] }
    expect(parseWords('"*"')).toEqual({ ...nothing, hopeless: true })
    expect(parseWords(' \0 ')).toEqual({ ...nothing, hopeless: true })
    expect(parseWords(' \n ')).toEqual({ ...nothing, hopeless: false })
    expect(parseWords('')).toEqual({ ...nothing, hopeless: false })
  })

  it('reads any text of up to 100 tokens into words whose tokens are folded', () => {
    const text = fc.oneof(
      fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom('-', '/', '.', ' ', '\0', '\ud800', 'é', 'İ', '7', 'X'), { maxLength: 60 })
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (text) => {
        const { include, exclude } = parseWords(text)
        for (const word of [...include, ...exclude]) {
          expect(word.text).not.toMatch(/[\s\0]/)
          expect(word.tokens.length).toBeGreaterThan(0)
          for (const token of word.tokens) expect(tokenise(token)).toEqual([token])
        }
      }),
    )
  })

  it('refuses a text of more than 10,000 characters or 100 tokens', () => {
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
