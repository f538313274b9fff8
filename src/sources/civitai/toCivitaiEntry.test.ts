import fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseTolerantly } from '../parseTolerantly.ts'
import { type CivitaiModel, civitaiModel } from './civitaiModel.ts'
import { licenseId } from './licenseId.ts'
import { toCivitaiEntry } from './toCivitaiEntry.ts'

function parse(json: unknown): CivitaiModel {
  const parsed = parseTolerantly(civitaiModel, json)
  if (!parsed.record) throw new Error(parsed.reason)
  return parsed.record
}

test('a full record becomes an entry', () => {
  const entry = toCivitaiEntry(
    parse({
      id: 3759,
      name: ' Dark Victorian ',
      type: 'LORA',
      nsfw: true,
      nsfwLevel: 5,
      allowNoCredit: true,
      allowCommercialUse: ['Image', 'RentCivit'],
      allowDerivatives: true,
      allowDifferentLicense: false,
      stats: { downloadCount: 1194, thumbsUpCount: 200, favoriteCount: 184 },
      creator: { username: 'theryl2' },
      tags: ['gothic', { id: 1, name: 'style' }],
      modelVersions: [
        {
          id: 5000,
          baseModel: 'SDXL 1.0',
          availability: 'EarlyAccess',
          publishedAt: '2024-01-02T00:00:00Z',
          trainedWords: ['dark victorian', 'gothic style'],
          files: [
            {
              id: 1,
              name: 'dark.safetensors',
              sizeKB: 2048,
              metadata: { format: 'SafeTensor' },
              hashes: { SHA256: 'AB'.repeat(32), AutoV2: 'ABABABABAB' },
            },
            { id: 2, name: 'dark.pt', sizeKB: 1.3, metadata: { format: 'PickleTensor' } },
          ],
        },
        { id: 4168, baseModel: 'SD 1.5', createdAt: '2023-01-03T01:30:04.384Z', trainedWords: ['dark victorian'] },
      ],
    }),
  )
  expect(entry).toEqual({
    slug: 'civitai-3759',
    source: 'civitai',
    id: '3759',
    name: 'Dark Victorian',
    author: 'theryl2',
    task: 'lora',
    library: undefined,
    license: 'civitai-rent-on-civitai-sharealike',
    downloads: 1194,
    likes: 200,
    trendingScore: undefined,
    createdAt: Date.UTC(2023, 0, 3, 1, 30, 4, 384),
    updatedAt: Date.UTC(2024, 0, 2),
    gated: true,
    parameters: undefined,
    storageBytes: 2_097_152 + 1331,
    weightBytes: 1331,
    nsfwLevel: 5,
    revision: '5000',
    tags: [
      { tag: 'lora', kind: 'task' },
      { tag: 'civitai-rent-on-civitai-sharealike', kind: 'license' },
      { tag: 'safetensors', kind: 'format' },
      { tag: 'pickle', kind: 'format' },
      { tag: 'gothic', kind: 'tag' },
      { tag: 'style', kind: 'tag' },
      { tag: 'SDXL 1.0', kind: 'base' },
      { tag: 'SD 1.5', kind: 'base' },
    ],
    baseModels: [],
    datasets: [],
    siblings: [
      { path: 'dark.safetensors', size: 2_097_152, sha256: 'ab'.repeat(32) },
      { path: 'dark.pt', size: undefined, sha256: undefined },
    ],
    searchText: ['dark victorian', 'gothic style'],
    hashes: ['ab'.repeat(32), 'ababababab'],
  })
})

test('a record that says nothing but its id becomes an entry', () => {
  expect(toCivitaiEntry(parse({ id: 7 }))).toEqual({
    slug: 'civitai-7',
    source: 'civitai',
    id: '7',
    name: 'Model 7',
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

test('a record of 2023 has favorites for thumbs and a flag for levels', () => {
  const entry = toCivitaiEntry(parse({ id: 7, nsfw: true, stats: { downloadCount: 9, favoriteCount: 4 } }))
  expect([entry.likes, entry.nsfwLevel]).toEqual([4, 28])
})

test('a model that is archived or taken down has no files and no size', () => {
  const modelVersions = [{ id: 1, files: [{ id: 2, name: 'x.pt', sizeKB: 1 }] }]
  const entry = toCivitaiEntry(parse({ id: 7, mode: 'Archived', modelVersions }))
  expect([entry.siblings, entry.storageBytes, entry.revision]).toEqual([[], undefined, '1'])
})

test.for([
  ['Sell', 'civitai-sell'],
  ['Rent', 'civitai-rent'],
  ['Image', 'civitai-images'],
  ['None', 'civitai-noncommercial'],
  ['{Image,Rent}', 'civitai-rent'],
  ['{}', 'civitai-noncommercial'],
  [['Image', 'RentCivit', 'Rent', 'Sell'], 'civitai-sell'],
  [[], 'civitai-noncommercial'],
  ['Lease', undefined],
  [undefined, undefined],
] as const)('commercial use %j is the license %s', ([allowCommercialUse, expected]) => {
  expect(licenseId(parse({ id: 7, allowCommercialUse }))).toBe(expected)
})

test('restrictions follow in the license', () => {
  expect(
    licenseId(
      parse({
        id: 7,
        allowCommercialUse: [],
        allowNoCredit: false,
        allowDerivatives: false,
        allowDifferentLicense: false,
      }),
    ),
  ).toBe('civitai-noncommercial-attribution-noderivatives-sharealike')
})

test('no JSON whatsoever crashes schema and entry', () => {
  const name = fc.constantFrom(...Object.keys(civitaiModel.shape), 'novel', '__proto__')
  const file = fc.record(
    { id: fc.oneof(fc.nat(), fc.jsonValue()), name: fc.oneof(fc.string(), fc.jsonValue()), sizeKB: fc.jsonValue() },
    { requiredKeys: [] },
  )
  const version = fc.record(
    { id: fc.oneof(fc.nat(), fc.jsonValue()), files: fc.array(file), trainedWords: fc.jsonValue() },
    { requiredKeys: [] },
  )
  const value = fc.oneof(fc.jsonValue(), fc.array(version))
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.jsonValue(), (record, junk) => {
      expect(toCivitaiEntry(parse({ ...record, id: 7 })).slug).toBe('civitai-7')
      expect(parseTolerantly(civitaiModel, junk)).toBeTypeOf('object')
    }),
    { numRuns: 500 },
  )
})

test('the files of a version never share a path', () => {
  const name = fc.constantFrom('a', 'A', 'a.pt', 'a-1.pt', 'a-2.pt', 'A.PT', '.a', 'b/a.pt', '1/a.pt', '2/a.pt', '')
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const files = names.map((name, index) => ({ id: index + 1, name }))
      const entry = toCivitaiEntry(parse({ id: 7, modelVersions: [{ id: 1, files }] }))
      const paths = entry.siblings.map((sibling) => sibling.path.toLowerCase())
      expect(new Set(paths).size).toBe(names.length)
    }),
    { numRuns: 1000 },
  )
})
