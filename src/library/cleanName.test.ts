import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { cleanName, distinguishName, nameKey } from './cleanName.ts'

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
    ['Реалистичная Модель Щёлк', 'Realistichnaya-Model-Shchyolk'],
    ['Модель'.normalize('NFD'), 'Model'],
    ['Μοντέλο Ψυχή', 'Montelo-Psychi'],
    ['アニメ がぞう', 'anime-gazou'],
    ['ガ'.normalize('NFD'), 'ga'],
    ['한국어 모델', 'hangukeo-model'],
    ['ＦＵＬＬ width', 'FULL-width'],
    ['COM¹', 'COM1_'],
    ['aux.safetensors', 'aux_.safetensors'],
    ['\u202eevil\u0000', 'evil'],
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

  test('takes a sha256 as it is', () => {
    expect(distinguishName('model', 'ab'.repeat(32))).toBe('model-abababab')
  })

  test('of a cleaned name is a cleaned name, and differs between keys', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string(), fc.string(), (name, a, b) => {
        const cleaned = cleanName(name)
        const distinguished = distinguishName(cleaned, a)
        expect(cleanName(distinguished)).toBe(distinguished)
        expect(distinguished.length).toBeLessThanOrEqual(128)
        if (a !== b) expect(distinguishName(cleaned, b).toLowerCase()).not.toBe(distinguished.toLowerCase())
      }),
    )
  })

  test('stays within 128 characters', () => {
    expect(distinguishName('a'.repeat(128), 'civitai-4201')).toBe(`${'a'.repeat(119)}-01330b87`)
  })
})

describe('nameKey', () => {
  const local = { slug: 'local-0123456789abcdef', source: 'local', repo_id: 'loras/x.safetensors' }

  test('is the same on every machine: the bytes, else the path below the root', () => {
    const sha256 = 'ab'.repeat(32)
    expect(
      nameKey({
        ...local,
        files: [
          { size: 1, sha256: 'cd'.repeat(32) },
          { size: 2, sha256 },
        ],
      }),
    ).toBe(sha256)
    expect(nameKey({ ...local, files: [{ size: 2 }] })).toBe('loras/x.safetensors')
  })

  test('is the slug of what a source gave', () => {
    expect(
      nameKey({ slug: 'civitai-1', source: 'civitai', repo_id: '1', files: [{ size: 2, sha256: 'ab'.repeat(32) }] }),
    ).toBe('civitai-1')
  })
})
