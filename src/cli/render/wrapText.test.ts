import { WriteStream } from 'node:tty'

import { expect, it } from 'vitest'

import { wrapText } from './wrapText.ts'

function stream(columns: number | undefined): NodeJS.WriteStream {
  return Object.create(WriteStream.prototype, {
    isTTY: { value: columns !== undefined },
    columns: { value: columns },
  }) as NodeJS.WriteStream
}

it('breaks between words on a terminal, under the first line, and nowhere else', () => {
  const text = 'text-generation, safetensors, a-word-that-is-wider-than-the-room, gguf'
  expect(wrapText(text, 4, stream(34))).toBe(
    'text-generation, safetensors,\n    a-word-that-is-wider-than-the-room,\n    gguf',
  )
  expect(wrapText(text, 4, stream(undefined))).toBe(text)
})
