import fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseTolerantly } from '../parseTolerantly.ts'
import { findBaseModels } from './findBaseModels.ts'
import { type HuggingFaceModel, huggingFaceModel } from './huggingFaceModel.ts'
import { toHuggingFaceEntry } from './toHuggingFaceEntry.ts'

function parse(json: unknown): HuggingFaceModel {
  const parsed = parseTolerantly(huggingFaceModel, json)
  if (!parsed.record) throw new Error(parsed.reason)
  return parsed.record
}

function bases(json: object) {
  return findBaseModels(parse({ id: 'me/model', ...json })).map(
    ({ id, relation, declared }) => `${declared ? 'declared' : 'inferred'} ${relation} of ${id}`,
  )
}

function tagsOf(json: object) {
  return toHuggingFaceEntry(parse({ id: 'me/model', ...json })).tags.map(({ tag, kind }) => `${kind} ${tag}`)
}

test('a full record becomes an entry', () => {
  const entry = toHuggingFaceEntry(
    parse({
      id: 'Org/Model-7B',
      author: 'Org',
      sha: 'a'.repeat(40),
      createdAt: '2026-08-18T06:09:20.000Z',
      lastModified: '2026-08-18T06:21:48.000Z',
      gated: 'manual',
      downloads: 430,
      likes: 12,
      trendingScore: 3.5,
      pipeline_tag: 'text-generation',
      library_name: 'transformers',
      usedStorage: 15_242_694_030,
      safetensors: { total: 7_615_616_512 },
      tags: [
        'transformers',
        'safetensors',
        'text-generation',
        'en',
        'base_model:Org/Base',
        'base_model:finetune:Org/Base',
        'dataset:Org/Data',
        'license:Apache-2.0',
        'region:us',
      ],
      cardData: { license: 'Apache-2.0', language: ['en'] },
      siblings: [{ rfilename: 'model.safetensors', size: 9, lfs: { sha256: 'B'.repeat(64), size: 9 } }],
    }),
  )
  expect(entry).toEqual({
    slug: 'Org--Model-7B',
    source: 'huggingface',
    id: 'Org/Model-7B',
    name: 'Model-7B',
    author: 'Org',
    task: 'text-generation',
    library: 'transformers',
    license: 'apache-2.0',
    downloads: 430,
    likes: 12,
    trendingScore: 3.5,
    createdAt: Date.UTC(2026, 7, 18, 6, 9, 20),
    updatedAt: Date.UTC(2026, 7, 18, 6, 21, 48),
    gated: true,
    parameters: 7_615_616_512,
    storageBytes: 15_242_694_030,
    weightBytes: 9,
    nsfwLevel: 0,
    revision: 'a'.repeat(40),
    tags: [
      { tag: 'transformers', kind: 'library' },
      { tag: 'safetensors', kind: 'format' },
      { tag: 'text-generation', kind: 'task' },
      { tag: 'en', kind: 'language' },
      { tag: 'Org/Data', kind: 'dataset' },
      { tag: 'apache-2.0', kind: 'license' },
      { tag: 'us', kind: 'region' },
    ],
    baseModels: [{ id: 'Org/Base', relation: 'finetune', declared: true }],
    datasets: ['Org/Data'],
    siblings: [{ path: 'model.safetensors', size: 9, sha256: 'b'.repeat(64) }],
    searchText: [],
    hashes: ['b'.repeat(64)],
  })
})

test('a record that says nothing but its id becomes an entry', () => {
  expect(toHuggingFaceEntry(parse({ id: 'bert-base-uncased' }))).toEqual({
    slug: 'bert-base-uncased',
    source: 'huggingface',
    id: 'bert-base-uncased',
    name: 'bert-base-uncased',
    author: undefined,
    task: undefined,
    library: undefined,
    license: undefined,
    downloads: 0,
    likes: 0,
    trendingScore: undefined,
    createdAt: undefined,
    updatedAt: undefined,
    gated: false,
    parameters: undefined,
    storageBytes: undefined,
    weightBytes: undefined,
    nsfwLevel: 0,
    revision: undefined,
    tags: [],
    baseModels: [],
    datasets: [],
    siblings: [],
    searchText: [],
    hashes: [],
  })
})

test('tags are sorted by kind, and two letters alone make no language', () => {
  expect(
    tagsOf({
      tags: [
        'tf',
        't5',
        'rl',
        'PyTorch',
        'GGUF',
        'zh',
        'multilingual',
        'arxiv:1910.09700',
        'doi:10.1/x',
        'template:sd',
        'art',
      ],
    }),
  ).toEqual([
    'library tf',
    'tag t5',
    'tag rl',
    'library pytorch',
    'format gguf',
    'language zh',
    'language multilingual',
    'tag arxiv:1910.09700',
    'doi 10.1/x',
    'tag template:sd',
    'tag art',
  ])
})

test('a language of the model card is one whatever its length, and an unquoted no is Norwegian', () => {
  expect(tagsOf({ tags: ['ceb', 'code'], cardData: { language: ['ceb', 'code', 'DE', false] } })).toEqual([
    'language ceb',
    'language code',
    'language de',
    'language no',
  ])
})

test('formats are also seen in the file names, the license also in the tags', () => {
  const model = parse({ id: 'a/b', tags: ['license:MIT'], siblings: [{ rfilename: 'sub/X.Q4_K_M.GGUF' }] })
  const entry = toHuggingFaceEntry(model)
  expect([entry.tags, entry.license]).toEqual([
    [
      { tag: 'mit', kind: 'license' },
      { tag: 'gguf', kind: 'format' },
    ],
    'mit',
  ])
})

test('a stated relation wins over everything that could be inferred', () => {
  expect(
    bases({ tags: ['gguf', 'lora', 'base_model:a/b', 'base_model:finetune:a/b', 'base_model:merge:c/d'] }),
  ).toEqual(['declared finetune of a/b', 'declared merge of c/d'])
  expect(bases({ cardData: { base_model: 'a/b', base_model_relation: 'quantized' } })).toEqual([
    'declared quantized of a/b',
  ])
})

test('more than one parent is a merge, also when the name says quantized', () => {
  expect(bases({ id: 'me/model-Q5_K_M-GGUF', cardData: { base_model: ['a/b', 'c/d'] } })).toEqual([
    'inferred merge of a/b',
    'inferred merge of c/d',
  ])
})

test.for([
  ['inferred quantized of a/b', { tags: ['gguf', 'lora'] }],
  ['inferred quantized of a/b', { id: 'me/model-AWQ' }],
  ['inferred quantized of a/b', { id: 'me/model-4bit-mlx', library_name: 'mlx' }],
  ['inferred quantized of a/b', { id: 'me/model-bnb-4bit' }],
  ['inferred quantized of a/b', { id: 'me/model.i1-Q4_K_M' }],
  ['inferred adapter of a/b', { library_name: 'peft' }],
  ['inferred adapter of a/b', { tags: ['lora', '4-bit'] }],
  ['inferred adapter of a/b', { id: 'me/my-LoRA-v2' }],
  ['inferred finetune of a/b', { id: 'me/explorations-7B' }],
  ['inferred finetune of a/b', {}],
] as const)('one parent without a stated relation: %s', ([expected, json]) => {
  expect(bases({ cardData: { base_model: 'a/b' }, ...json })).toEqual([expected])
})

test('repetitions and what is no id are left out; an address is read', () => {
  expect(bases({ cardData: { base_model: ['a/b', 'A/B', './local/path', '', 'https://huggingface.co/c/d'] } })).toEqual(
    ['inferred merge of a/b', 'inferred merge of c/d'],
  )
  expect(bases({ cardData: { base_model: 'a/b, c/d' } })).toEqual(['inferred merge of a/b', 'inferred merge of c/d'])
})

test('a model that names itself keeps that edge, and does not count as a second parent', () => {
  expect(bases({ tags: ['base_model:me/model', 'base_model:finetune:me/model'] })).toEqual([
    'declared finetune of me/model',
  ])
  expect(bases({ cardData: { base_model: ['ME/model', 'a/b'] } })).toEqual([
    'inferred finetune of ME/model',
    'inferred finetune of a/b',
  ])
})

test('what a renamed parent was called, and what replaces the model, are words to find it by', () => {
  const words = (json: object) => toHuggingFaceEntry(parse({ id: 'me/model', ...json })).searchText
  expect(
    words({
      modelId: 'me/old-model',
      tags: ['base_model:new/name'],
      cardData: { base_model: 'old/name', new_version: 'me/model-2', license: 'other', license_name: 'house-license' },
    }),
  ).toEqual(['me/model-2', 'me/old-model', 'old/name', 'house-license'])
  expect(words({ modelId: 'me/model', tags: ['base_model:a/b'], cardData: { base_model: 'A/b' } })).toEqual([])
})

test("the tags' parents are used instead of the card's, which keeps the old name of a renamed model", () => {
  expect(bases({ tags: ['base_model:new/name'], cardData: { base_model: 'old/name' } })).toEqual([
    'inferred finetune of new/name',
  ])
})

test('the sum of the files is the storage only when the size of each is known', () => {
  const bytes = (siblings: object[]) => toHuggingFaceEntry(parse({ id: 'a/b', siblings })).storageBytes
  expect(
    bytes([
      { rfilename: 'x', size: 1 },
      { rfilename: 'y', lfs: { size: 2 } },
    ]),
  ).toBe(3)
  expect(bytes([{ rfilename: 'x', size: 1 }, { rfilename: 'y' }])).toBeUndefined()
  expect(toHuggingFaceEntry(parse({ id: 'a/b', usedStorage: 9, siblings: [] })).storageBytes).toBe(9)
  expect(
    toHuggingFaceEntry(parse({ id: 'a/b', usedStorage: 0, siblings: [{ rfilename: 'x', size: 1 }] })).storageBytes,
  ).toBe(1)
})

test('weights are counted by safetensors, then gguf, then by number type', () => {
  const count = (json: object) => toHuggingFaceEntry(parse({ id: 'a/b', ...json })).parameters
  expect(count({ safetensors: { total: 5 }, gguf: { total: 6 } })).toBe(5)
  expect(count({ gguf: { total: 6 } })).toBe(6)
  expect(count({ safetensors: { parameters: { F16: 7, I8: 1 } } })).toBe(8)
})

test('adult models and numbers out of range', () => {
  const entry = toHuggingFaceEntry(
    parse({ id: 'a/b', tags: ['not-for-all-audiences'], downloads: -5, likes: 1e300, gated: 'auto' }),
  )
  expect([entry.nsfwLevel, entry.downloads, entry.likes, entry.gated]).toEqual([8, 0, Number.MAX_SAFE_INTEGER, true])
})

test('no JSON whatsoever crashes schema and entry', () => {
  const name = fc.constantFrom(...Object.keys(huggingFaceModel.shape), 'novel', '__proto__')
  const tag = fc.tuple(fc.constantFrom('', 'base_model:', 'base_model:merge:', 'license:', ':'), fc.string())
  const value = fc.oneof(
    fc.jsonValue(),
    fc.array(tag.map((parts) => parts.join(''))),
    fc.array(fc.record({ rfilename: fc.jsonValue(), lfs: fc.jsonValue() }, { requiredKeys: [] })),
    fc.record({ license: fc.jsonValue(), language: fc.jsonValue(), base_model: fc.jsonValue() }, { requiredKeys: [] }),
  )
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.jsonValue(), (record, junk) => {
      expect(toHuggingFaceEntry(parse({ ...record, id: 'owner/name' })).slug).toBe('owner--name')
      expect(parseTolerantly(huggingFaceModel, junk)).toBeTypeOf('object')
    }),
    { numRuns: 500 },
  )
})
