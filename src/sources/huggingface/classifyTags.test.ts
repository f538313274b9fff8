import { expect, test } from 'vitest'

import { classifyTags } from './classifyTags.ts'
import { isComputedTag } from './knownTags.ts'

function sorted(json: Omit<Parameters<typeof classifyTags>[0], 'id'>): string[] {
  return classifyTags({ id: 'me/model', ...json }).map(({ tag, kind }) => `${kind} ${tag}`)
}

test('the tags of a record of 2025 (zai-org/GLM-4.1V-9B-Thinking) are sorted by kind', () => {
  expect(
    sorted({
      pipeline_tag: 'image-text-to-text',
      library_name: 'transformers',
      tags: [
        'transformers',
        'safetensors',
        'glm4v',
        'image-text-to-text',
        'reasoning',
        'conversational',
        'en',
        'zh',
        'arxiv:2507.01006',
        'base_model:THUDM/GLM-4-9B-0414',
        'base_model:finetune:THUDM/GLM-4-9B-0414',
        'license:mit',
        'endpoints_compatible',
        'region:us',
      ],
    }),
  ).toEqual([
    'library transformers',
    'format safetensors',
    'tag glm4v',
    'task image-text-to-text',
    'tag reasoning',
    'tag conversational',
    'language en',
    'language zh',
    'arxiv 2507.01006',
    'license mit',
    'tag endpoints_compatible',
    'region us',
  ])
})

test('`conversational` is a task only where the record says so, `text2text-generation` always', () => {
  expect(sorted({ pipeline_tag: 'conversational', tags: ['conversational'] })).toEqual(['task conversational'])
  expect(sorted({ pipeline_tag: 'text-generation', tags: ['conversational'] })).toEqual(['tag conversational'])
  expect(sorted({ tags: ['text2text-generation'] })).toEqual(['task text2text-generation'])
})

test('a paper of the card template is a plain tag', () => {
  expect(sorted({ tags: ['arxiv:1910.09700', 'arxiv:1706.03762'] })).toEqual([
    'tag arxiv:1910.09700',
    'arxiv 1706.03762',
  ])
})

test('libraries are those of the vocabulary and the one that the record names', () => {
  expect(sorted({ library_name: 'PyLate', tags: ['PyLate', 'PaddleOCR', 'peft', 'vllm', 'jax'] })).toEqual([
    'library pylate',
    'library paddleocr',
    'library peft',
    'tag vllm',
    'library jax',
  ])
})

test('a license is written as the published list writes it, from tags and card alike', () => {
  expect(
    sorted({ tags: ['license:Apache-2'], cardData: { license: ['apache-2.0', 'Academic Free License v3.0'] } }),
  ).toEqual(['license apache-2.0', 'license afl-3.0'])
})

test('a word with a colon whose prefix means nothing stays whole', () => {
  expect(
    sorted({ tags: ['loss:CosineSimilarityLoss', ':x', 'license:', 'diffusers:StableDiffusionPipeline'] }),
  ).toEqual(['tag loss:CosineSimilarityLoss', 'tag :x', 'tag diffusers:StableDiffusionPipeline'])
})

test('what Hugging Face computes can be told from what authors write', () => {
  const tags = ['endpoints_compatible', 'autotrain_compatible', 'conversational', 'deploy:azure', 'reasoning', 'llama']
  expect(tags.filter(isComputedTag)).toEqual([
    'endpoints_compatible',
    'autotrain_compatible',
    'conversational',
    'deploy:azure',
  ])
})
