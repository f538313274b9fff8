import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isWeighthouseError } from '../foundation/errors.ts'
import { fromSlug, isLocalSlug, type ModelKey, toLocalSlug, toSlug } from './slug.ts'

const examples: [ModelKey, string][] = [
  [{ source: 'huggingface', id: 'meta-llama/Llama-3.1-8B' }, 'meta-llama--Llama-3.1-8B'],
  [{ source: 'huggingface', id: 'bert-base-uncased' }, 'bert-base-uncased'],
  [{ source: 'civitai', id: '4201' }, 'civitai-4201'],
  [{ source: 'github', id: 'owner/repo' }, 'github-owner--repo'],
  [{ source: 'docker', id: 'library/nginx' }, 'docker-library--nginx'],
  [{ source: 'huggingface', id: 'civitai-4201' }, 'huggingface-civitai-4201'],
  [{ source: 'huggingface', id: 'github-owner/repo' }, 'huggingface-github-owner--repo'],
  [{ source: 'huggingface', id: 'huggingface-civitai-4201' }, 'huggingface-huggingface-civitai-4201'],
  [{ source: 'huggingface', id: 'local-0123456789abcdef' }, 'huggingface-local-0123456789abcdef'],
  [{ source: 'huggingface', id: 'local-model' }, 'local-model'],
  [{ source: 'huggingface', id: 'huggingface-course/bert-finetuned-ner' }, 'huggingface-course--bert-finetuned-ner'],
  [{ source: 'huggingface', id: 'a--b/c' }, 'a~-b--c'],
  [{ source: 'huggingface', id: 'a-/b' }, 'a~--b'],
  [{ source: 'huggingface', id: 'a/-b--c' }, 'a---b--c'],
  [{ source: 'huggingface', id: 'a--b' }, 'a~-b'],
]

describe('slugs', () => {
  it.each(examples)('of %o is %s, and back', (key, slug) => {
    expect(toSlug(key)).toBe(slug)
    expect(fromSlug(slug)).toEqual(key)
  })

  it('are reversible for every id that a source can give', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/)
    const prefixed = fc
      .tuple(fc.constantFrom('', 'local-0123456789abcdef', 'civitai-', 'github-', 'docker-', 'huggingface-'), segment)
      .map(([a, b]) => a + b)
    const pair = fc.tuple(prefixed, segment).map(([owner, name]) => `${owner}/${name}`)
    const key: fc.Arbitrary<ModelKey> = fc.oneof(
      fc.oneof(prefixed, pair).map((id) => ({ source: 'huggingface' as const, id })),
      fc.integer({ min: 1 }).map((id) => ({ source: 'civitai' as const, id: String(id) })),
      fc
        .tuple(fc.constantFrom('github' as const, 'docker' as const), fc.tuple(segment, segment))
        .map(([source, [a, b]]) => ({ source, id: `${a}/${b}` })),
    )
    fc.assert(
      fc.property(key, (model) => {
        expect(fromSlug(toSlug(model))).toEqual(model)
      }),
      { numRuns: 5000 },
    )
  })

  it('of models that no source has name no model of a source', () => {
    const slug = toLocalSlug('0123456789abcdef')
    expect(isLocalSlug(slug)).toBe(true)
    expect(isLocalSlug('local-model')).toBe(false)
    expect(() => fromSlug(slug)).toThrow('no source has it')
  })

  it('never have a character that a path or an address could misread', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          fromSlug(text)
        } catch (error) {
          expect(isWeighthouseError(error, 'INVALID_ARGUMENT')).toBe(true)
          return
        }
        expect(text).toMatch(/^[A-Za-z0-9_.~-]+$/)
      }),
    )
  })
})
