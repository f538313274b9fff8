import { describe, expect, it } from 'vitest'

import { isValidRevision, parseModelReference } from './modelReference.ts'

describe('a model reference', () => {
  it.each([
    ['meta-llama/Llama-3.1-8B', 'huggingface', 'meta-llama/Llama-3.1-8B', undefined],
    ['meta-llama--Llama-3.1-8B', 'huggingface', 'meta-llama/Llama-3.1-8B', undefined],
    ['meta-llama/Llama-3.1-8B@refs/pr/1', 'huggingface', 'meta-llama/Llama-3.1-8B', 'refs/pr/1'],
    ['gpt2', 'huggingface', 'gpt2', undefined],
    ['civitai-4201', 'civitai', '4201', undefined],
    ['civitai:4201@130072', 'civitai', '4201', '130072'],
    [
      'https://huggingface.co/meta-llama/Llama-3.1-8B/tree/refs%2Fpr%2F1',
      'huggingface',
      'meta-llama/Llama-3.1-8B',
      'refs/pr/1',
    ],
    ['https://huggingface.co/gpt2', 'huggingface', 'gpt2', undefined],
    ['https://civitai.com/models/4201/realistic-vision?modelVersionId=130072', 'civitai', '4201', '130072'],
    ['http://127.0.0.1:18090/models/4201', 'civitai', '4201', undefined],
  ])('%s is %s %s at %s', (text, source, id, revision) => {
    const { slug, ...reference } = parseModelReference(text)
    expect(reference).toEqual({ source, id, revision })
    expect(parseModelReference(slug)).toEqual({ slug, source, id, revision: undefined })
  })

  it.each([
    '',
    ' ',
    '../etc/passwd',
    'a/../b',
    'a/b/c',
    'a/.git',
    'owner/name.git',
    'civitai:',
    'civitai:abc',
    'nowhere:x',
    'a\0b',
    '-rf/x',
    'https://',
    'owner/na me',
    'a/b@',
    'a/b@../x',
    'a/b@-x',
  ])('refuses %j with what to write instead', (text) => {
    expect(() => parseModelReference(text)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', hint: expect.stringMatching(/\w/) }),
    )
  })
})

describe('a revision', () => {
  it.each(['main', 'v1.0', 'refs/pr/12', 'feature/x', 'a'.repeat(40)])('may be %s', (revision) => {
    expect(isValidRevision(revision)).toBe(true)
  })
  it.each(['', '-main', '../x', 'a..b', 'a//b', 'a/', 'x.lock', '.hidden', 'a/.b', 'a b', 'a\nb'])(
    'may not be %j',
    (revision) => {
      expect(isValidRevision(revision)).toBe(false)
    },
  )
})
