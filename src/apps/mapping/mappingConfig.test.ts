import { readdirSync } from 'node:fs'
import { join, posix } from 'node:path'

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { appIds } from '../appIds.ts'
import { compilePattern } from './compilePattern.ts'
import { fillTemplate } from './fillTemplate.ts'
import { readMappingFile } from './readMappingFile.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const shipped = join(root, 'config', 'mappings')

test('every application has a shipped mapping that can be read, and none is for an application that nobody knows', async () => {
  const names = readdirSync(shipped)
  for (const name of names) await readMappingFile(join(shipped, name))
  expect(new Set(names.map((name) => name.split('_')[0]))).toEqual(new Set(appIds))
})

test('a pattern for an ending says what a glob says', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9._-]{1,12}$/)
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
  const pattern = fc.stringMatching(/^\*\.[a-z0-9.]{1,6}$/)
  fc.assert(
    fc.property(
      fc.oneof(
        path,
        fc.tuple(path, pattern).map(([some, end]) => some + end.slice(1)),
      ),
      pattern,
      (some, end) => {
        // Hidden files are never asked about.
        fc.pre(!posix.basename(some).startsWith('.'))
        expect(compilePattern(end)(some)).toBe(posix.matchesGlob(posix.basename(some).toLowerCase(), end))
      },
    ),
  )
})

test('a template is filled, or nothing when a word is missing', () => {
  expect(fillTemplate('{owner}/{repo}', { owner: 'a', repo: 'b' })).toBe('a/b')
  expect(fillTemplate('{owner}', { owner: undefined })).toBeUndefined()
  expect(fillTemplate('{other} {}', {})).toBe('{other} {}')
})
