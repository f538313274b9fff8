import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { renderHardware, renderVocabulary, vocabularyOf } from '../../../scripts/renderVocabulary.ts'
import { libraryKeys, taskKeys } from './vocabulary.ts'

const source = join(import.meta.dirname, '..', '..')

test('the committed lists are what scripts/writeVocabulary.ts makes of @huggingface/tasks', async () => {
  expect(await readFile(join(source, 'sources', 'huggingface', 'vocabulary.ts'), 'utf8')).toBe(renderVocabulary())
  expect(await readFile(join(source, 'catalog', 'fit', 'hardwareTable.ts'), 'utf8')).toBe(renderHardware())
})

test('read back, they are the keys of the package', () => {
  expect({ tasks: taskKeys, libraries: libraryKeys }).toEqual(vocabularyOf())
  expect([taskKeys.length, libraryKeys.length]).toEqual([57, 257])
})
