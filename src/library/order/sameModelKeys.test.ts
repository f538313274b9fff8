import { expect, test } from 'vitest'

import { sameModelKeys, stem } from './sameModelKeys.ts'

test.each([
  ['TheBloke/Llama-2-7B-GGUF', 'llama-2-7b'],
  ['meta-llama/Llama-2-7b', 'llama-2-7b'],
  ['night.Q4_K_M.gguf', 'night'],
  ['Night-7B-Instruct-AWQ-4bit', 'night-7b-instruct'],
  ['model-00001-of-00003.safetensors', 'model'],
  ['sd_xl_base_1.0_fp16.safetensors', 'sd_xl_base_1.0'],
  ['gguf', 'gguf'],
])('the stem of %s is %s', (name, expected) => {
  expect(stem(name)).toBe(expected)
})

const model = { source: 'huggingface' as const, repoId: 'o/n', identified: undefined, parameters: undefined }

test('a model is known by what it was identified as, by a name that says its size, or by name and parameters', () => {
  const version = { source: 'civitai' as const, model_id: '1', version_id: '2' }
  expect(sameModelKeys({ ...model, officialName: 'x', identified: version })).toEqual(['civitai version 2'])
  expect(sameModelKeys({ ...model, officialName: 'o/Night-7B-GGUF' })).toEqual(['night-7b'])
  expect(sameModelKeys({ ...model, officialName: 'o/Smol-135M' })).toEqual(['smol-135m'])
  expect(sameModelKeys({ ...model, officialName: 'o/Night' })).toEqual([])
  expect(sameModelKeys({ ...model, officialName: 'o/Night', parameters: 5 })).toEqual(['night, 5 parameters'])
  expect(sameModelKeys({ ...model, officialName: 'v1.safetensors', parameters: 5 })).toEqual([])
})
