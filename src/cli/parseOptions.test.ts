import { describe, expect, it } from 'vitest'

import { collect, parseBytes, parseCount, parsePort } from './parseOptions.ts'

describe('option values', () => {
  it.each([
    ['4194304', 4_194_304],
    ['4MiB', 4_194_304],
    ['4 mib', 4_194_304],
    ['500k', 500_000],
    ['1.5GB', 1_500_000_000],
    ['1e9', 1e9],
    ['0', 0],
  ])('%s are %d bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes)
  })
  it.each(['', 'four', '4XB', '-1', '4 M i B'])('%j are no bytes', (text) => {
    expect(() => parseBytes(text)).toThrow('Write bytes like')
  })
  it.each(['', '-1', '1.5', 'x', '1e3', '9'.repeat(16)])('%j is no count', (text) => {
    expect(() => parseCount(text)).toThrow('whole number')
  })
  it('a port has an end', () => {
    expect(parsePort('65535')).toBe(65_535)
    expect(() => parsePort('65536')).toThrow('at most 65535')
  })
  it('repeated options are gathered', () => {
    expect(collect('b', ['a'])).toEqual(['a', 'b'])
  })
})
