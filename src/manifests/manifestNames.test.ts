import fc from 'fast-check'
import { expect, it } from 'vitest'

import { filters } from '../../config/filters.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import { unsafeReason } from '../ids/safePath.ts'
import { filterFileName, manifestNames } from './manifestNames.ts'

it('names the files of the shipped filters', () => {
  const names = manifestNames(filters)
  expect(names).toHaveLength(filters.length + 3)
  expect(names).toEqual(
    expect.arrayContaining([
      'huggingface-models.json',
      'civitai-models.json',
      'all-models.json',
      'hf-likes.json',
      'hf-apache-2.0.json',
      'hf-small.json',
      'civitai-AllTime-All-All-downloads-Soft.json',
      'civitai-filter-checkpoints.json',
      'civitai-filter-month-loras-sdxl.json',
    ]),
  )
})

it.each(['', '../etc/passwd', 'a/../../b', '/abs', 'a b', 'a\\b', '.hidden', 'nul\0', 'ü'])(
  'refuses the filter name %j',
  (name) => {
    expect(() => filterFileName({ name, source: 'civitai' })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', details: { filter: name } }),
    )
  },
)

function nameOrRefuse(name: string, source: 'huggingface' | 'civitai'): string | undefined {
  try {
    return filterFileName({ name, source })
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_CONFIG')) return undefined
    throw error
  }
}

it('makes of every name a file name without a folder, or refuses it', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9._/-]{1,40}$/)),
      fc.constantFrom('huggingface' as const, 'civitai' as const),
      (name, source) => {
        const file = nameOrRefuse(name, source)
        fc.pre(file !== undefined)
        expect(file).not.toContain('/')
        expect(unsafeReason(file ?? '')).toBeUndefined()
        expect(file).toMatch(/^(?:hf|civitai)-.*\.json$/)
      },
    ),
  )
})

it('refuses two filters that would have one file, also where letter case does not count', () => {
  const filter = (name: string) => ({ name, source: 'huggingface', description: '', query: { sort: 'likes' } }) as const
  expect(() => manifestNames([filter('a/b'), filter('A-B')])).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', details: { name: 'hf-A-B.json' } }),
  )
})
