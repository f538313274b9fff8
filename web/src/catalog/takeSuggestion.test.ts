import { expect, it } from 'vitest'

import { takeSuggestion } from './takeSuggestion.ts'

it('puts a suggested value in place of the words that it was suggested for', () => {
  expect(takeSuggestion({ sort: 'likes' }, 'qwen text gen', { kind: 'task', text: 'text-generation' })).toEqual({
    sort: 'likes',
    task: ['text-generation'],
    query: 'qwen',
  })
  expect(takeSuggestion({}, 'sdxl', { kind: 'base', text: 'SDXL 1.0' })).toEqual({
    base_model: ['SDXL 1.0'],
    query: undefined,
  })
})

it('takes away the last word when it was mistyped, and keeps a filter that is already there', () => {
  expect(takeSuggestion({ author: ['Qwen'] }, 'small qwne', { kind: 'author', text: 'Qwen' })).toEqual({
    author: ['Qwen'],
    query: 'small',
  })
})
