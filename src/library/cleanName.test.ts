import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { cleanName, distinguishName } from './cleanName.ts'

describe('cleanName', () => {
  test.each([
    ['Llama-3.1-8B', 'Llama-3.1-8B'],
    ['SDXL 1.0 (fp16)', 'SDXL-1.0-fp16'],
    ['Größe & Überfluß', 'Grosse-Uberfluss'],
    ['Ångström ½ ﬁt', 'Angstrom-1-2-fit'],
    ['../../etc/passwd', 'etc-passwd'],
    ['.hidden', 'hidden'],
    ['trailing dots...', 'trailing-dots'],
    ['con', 'con_'],
    ['NUL.v1', 'NUL_.v1'],
    ['console', 'console'],
    ['麦橘写实', 'model-364f69b0'],
    ['', 'model-e3b0c442'],
    ['✨ Anime ✨ Mix ✨', 'Anime-Mix'],
  ])('makes %j to %j', (name, cleaned) => {
    expect(cleanName(name)).toBe(cleaned)
  })

  test('whatever the name, the result is a folder name everywhere, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const cleaned = cleanName(name)
        expect(cleaned).toMatch(/^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_])?$/)
        expect(cleaned).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i)
        expect(cleaned).not.toContain('..')
        expect(cleanName(cleaned)).toBe(cleaned)
      }),
      { numRuns: 2000 },
    )
  })

  test('names near the limit and near reserved ones keep the promise too', () => {
    const part = fc.constantFrom('con', 'nul', 'COM1', '.', '-', '_', 'é', ' ', 'a'.repeat(60))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const cleaned = cleanName(parts.join(''))
        expect(cleaned.length).toBeLessThanOrEqual(128)
        expect(cleaned).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i)
        expect(cleanName(cleaned)).toBe(cleaned)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('distinguishName', () => {
  test('adds the first 8 hex digits of the sha256 of the slug', () => {
    expect(distinguishName('model', 'civitai-4201')).toBe('model-01330b87')
  })

  test('stays within 128 characters', () => {
    expect(distinguishName('a'.repeat(128), 'civitai-4201')).toBe(`${'a'.repeat(119)}-01330b87`)
  })
})
