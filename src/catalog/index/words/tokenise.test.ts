import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { tokenise } from './tokenise.ts'
import { writeTokens } from './writeTokens.ts'

function tokensWritten(text: string): string[] {
  const scratch = { bytes: new Uint8Array(8) }
  const length = writeTokens(text, scratch)
  const written = new TextDecoder().decode(scratch.bytes.subarray(0, length))
  expect(written.endsWith('\0')).toBe(true)
  return written.split('\0').filter((token) => token !== '')
}

describe('tokenise', () => {
  it.each([
    ['Qwen2.5-7B_Instruct', ['qwen2.5', '7b', 'instruct']],
    ['v1.5.x .5 1. 3..1 1.2.3', ['v1.5', 'x', '5', '1', '3', '1', '1.2.3']],
    ['owner/name--GGUF\0a\nb', ['owner', 'name', 'gguf', 'a', 'b']],
    ['a.b x.1 1.x', ['a', 'b', 'x', '1', '1', 'x']],
    ['Überβeta-模型 한국 2٫5', ['uberβeta', '模型', '한국'.normalize('NFKD'), '2', '5']],
    ['*** 🤗 --', []],
  ])('reads %j as %j', (text, tokens) => {
    expect(tokenise(text)).toEqual(tokens)
    expect(tokensWritten(text)).toEqual(tokens)
  })

  it('gives the same tokens as bytes and as strings', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom('a', 'Z', '7', '.', '-', '.', '0', 'é', '模'), { maxLength: 30 })
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (text) => {
        expect(tokensWritten(text)).toEqual(tokenise(text))
      }),
    )
  })
})
