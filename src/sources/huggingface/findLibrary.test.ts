import { expect, test } from 'vitest'

import { findLibrary } from './findLibrary.ts'
import { findTask } from './findTask.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'

function files(...paths: string[]): { siblings: { rfilename: string }[] } {
  return { siblings: paths.map((rfilename) => ({ rfilename })) }
}

test.for<[string | undefined, Partial<HuggingFaceModel>]>([
  ['transformers', { cardData: { library_name: 'Transformers' }, library_name: 'mlx', tags: ['peft'] }],
  ['mlx', { library_name: 'mlx', tags: ['peft'], ...files('model_index.json') }],
  ['peft', { tags: ['PyTorch', 'safetensors', 'PEFT', 'diffusers'], ...files('model_index.json') }],
  ['diffusers', { tags: ['pytorch'], ...files('unet/config.json', 'model_index.json') }],
  ['peft', files('adapter_config.json', 'adapter_model.safetensors')],
  ['sentence-transformers', files('config_sentence_transformers.json', 'config.json')],
  ['nemo', files('asr.nemo')],
  // Older names of tags that are no library of the vocabulary, and files that many libraries write.
  [undefined, { tags: ['vllm', 'llama.cpp', 'pytorch', 'gguf'], ...files('config.json', 'sub/model_index.json') }],
  [undefined, {}],
])('the library is %s', ([expected, json]) => {
  expect(findLibrary({ id: 'a/b', ...json })).toBe(expected)
})

test.for<[string | undefined, Partial<HuggingFaceModel>]>([
  [
    'text-generation',
    { pipeline_tag: 'text-generation', cardData: { pipeline_tag: 'fill-mask' }, tags: ['translation'] },
  ],
  ['fill-mask', { cardData: { pipeline_tag: 'fill-mask' }, tags: ['translation'] }],
  ['translation', { tags: ['other', 'pytorch', 'translation', 'summarization'] }],
  ['text2text-generation', { tags: ['t5', 'text2text-generation'] }],
  ['conversational', { pipeline_tag: 'conversational' }],
  [undefined, { tags: ['conversational', 'llama'] }],
])('the task is %s', ([expected, json]) => {
  expect(findTask({ id: 'a/b', ...json })).toBe(expected)
})
