import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { matchPattern } from './matchPattern.ts'

describe('matchPattern', () => {
  it.each([
    ['*.safetensors', 'model.safetensors', true],
    ['*.safetensors', 'unet/model.safetensors', true],
    ['*.safetensors', 'model.safetensors.index.json', false],
    ['unet/', 'unet/a/b.bin', true],
    ['unet/', 'unet', false],
    ['?.bin', 'a.bin', true],
    ['?.bin', 'ab.bin', false],
    ['a?b', 'a/b', true],
    ['?', '🦙', true],
    ['Model*', 'model.bin', false],
    ['[a-c].txt', 'b.txt', true],
    ['[a-c].txt', 'd.txt', false],
    ['[!a-c].txt', 'd.txt', true],
    ['[!a-c].txt', 'a.txt', false],
    ['[]].txt', '].txt', true],
    ['[!]].txt', '].txt', false],
    ['[a-]', '-', true],
    ['[-a]', '-', true],
    ['[c-a]', 'b', false],
    ['[abc', '[abc', true],
    ['[!', '[!', true],
    ['[*]', '*', true],
    ['[*]', 'a', false],
    ['a.c', 'abc', false],
    ['', '', true],
    ['', 'a', false],
    ['**', 'a/b', true],
  ])('%j on %j is %j', (pattern, path, expected) => {
    expect(matchPattern(pattern, path)).toBe(expected)
  })

  it('agrees with a plain recursive matcher on stars, question marks and letters', () => {
    const character = fc.constantFrom('a', 'b', '/', '.')
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '?'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, fc.string({ unit: character, maxLength: 10 }), (pattern, path) => {
        expect(matchPattern(pattern, path)).toBe(simplyMatches(pattern.replace(/\/$/, '/*'), path))
      }),
      { numRuns: 2000 },
    )
  })

  it('matches every path by the path itself with its special characters in brackets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        fc.pre(!path.endsWith('/'))
        expect(matchPattern(path.replace(/[*?[]/g, '[$&]'), path)).toBe(true)
      }),
    )
  })

  it('ends soon on a pattern that would keep a backtracking matcher busy for ages', () => {
    expect(matchPattern(`${'*a'.repeat(100)}b`, 'a'.repeat(2000))).toBe(false)
  })
})

function simplyMatches(pattern: string, path: string): boolean {
  if (pattern === '') return path === ''
  if (pattern.startsWith('*')) {
    return simplyMatches(pattern.slice(1), path) || (path !== '' && simplyMatches(pattern, path.slice(1)))
  }
  if (path === '') return false
  return (pattern.startsWith('?') || pattern[0] === path[0]) && simplyMatches(pattern.slice(1), path.slice(1))
}
