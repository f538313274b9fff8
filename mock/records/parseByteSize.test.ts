import { expect, it } from 'vitest'

import { parseByteSize } from './parseByteSize.ts'

it.each([
  ['0', 0],
  ['65536', 65536],
  ['4MiB', 4_194_304],
  ['4 mib', 4_194_304],
  ['1.5 kB', 1500],
  ['2GB', 2_000_000_000],
  ['1 GiB', 1_073_741_824],
])('reads %j as %i bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes)
})

it.each(['', 'MiB', '-1', '4 apples', '1e9', '0x10'])('refuses %j', (text) => {
  expect(() => parseByteSize(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
})
