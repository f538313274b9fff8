import { describe, expect, it } from 'vitest'

import type { CatalogEntry, CatalogModel } from '../catalog.ts'
import { compareModels } from './compareModels.ts'
import { readRecordFacts } from './readRecordFacts.ts'

function makeModel(fields: Partial<CatalogEntry>, others: Partial<CatalogModel> = {}): CatalogModel {
  return {
    entry: {
      slug: 'o--a',
      source: 'huggingface',
      id: 'o/a',
      name: 'a',
      author: 'o',
      task: undefined,
      library: undefined,
      license: undefined,
      licenseClass: 'unknown',
      downloads: 0,
      likes: 0,
      trendingScore: undefined,
      risingScore: undefined,
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
      removedAt: undefined,
      indexedAt: 0,
      ...fields,
    },
    record: {},
    tags: [],
    files: [],
    parents: [],
    children: [],
    childrenTotal: 0,
    datasets: [],
    licenseName: undefined,
    licenseLink: undefined,
    history: [],
    seenAt: 0,
    ...others,
  }
}

describe('compareModels', () => {
  const row = (models: CatalogModel[], field: string) => {
    const found = compareModels(models).rows.find((candidate) => candidate.field === field)
    return found && [found.values, found.differs]
  }

  it('marks what differs, and takes lists without their order', () => {
    const one = makeModel(
      { downloads: 5, license: 'mit', parameters: 8e9 },
      {
        tags: [
          { tag: 'gguf', kind: 'format' },
          { tag: 'en', kind: 'language' },
        ],
        datasets: ['b', 'a'],
      },
    )
    const two = makeModel({ downloads: 5, license: 'other' }, { datasets: ['a', 'b'], licenseName: 'mine' })
    expect(row([one, two], 'downloads')).toEqual([[5, 5], false])
    expect(row([one, two], 'license')).toEqual([['mit', 'other'], true])
    expect(row([one, two], 'license_name')).toEqual([[undefined, 'mine'], true])
    expect(row([one, two], 'parameters')).toEqual([[8e9, undefined], true])
    expect(row([one, two], 'formats')).toEqual([[['gguf'], undefined], true])
    expect(row([one, two], 'datasets')).toEqual([
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      false,
    ])
    expect(row([one, two], 'task')).toEqual([[undefined, undefined], false])
    expect(compareModels([one, two, one]).entries.map(({ downloads }) => downloads)).toEqual([5, 5, 5])
  })

  it('says of what downloads are counted, and what only records tell', () => {
    const hub = makeModel(
      { baseModels: [{ id: 'o/base', relation: 'quantized', declared: true }] },
      {
        record: {
          gguf: { architecture: 'llama', context_length: 8192 },
          safetensors: { parameters: { F32: 1, BF16: 9 } },
        },
        files: [{ path: 'a-Q4_K_M.gguf', size: 1, sha256: undefined }],
      },
    )
    const civitai = makeModel(
      { source: 'civitai' },
      {
        record: { modelVersions: [{ baseModel: 'SDXL 1.0', files: [{ metadata: { fp: 'fp16' } }] }] },
        tags: [{ tag: 'SDXL 1.0', kind: 'base' }],
      },
    )
    const models = [hub, civitai]
    expect(row(models, 'downloads_of')).toEqual([['the last 30 days', 'all time'], true])
    expect(row(models, 'architecture')).toEqual([['llama', 'SDXL 1.0'], true])
    expect(row(models, 'context_length')).toEqual([[8192, undefined], true])
    expect(row(models, 'precision')).toEqual([[['BF16', 'F32', 'Q4_K_M'], ['fp16']], true])
    expect(row(models, 'base_models')).toEqual([[['quantized of o/base'], undefined], true])
    expect(row(models, 'bases')).toEqual([[undefined, ['SDXL 1.0']], true])
    expect(row(models, 'files')).toEqual([[1, undefined], true])
  })

  it.each([0, 1, 7])('refuses %i models', (count) => {
    expect(() => compareModels(Array.from({ length: count }, () => makeModel({})))).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  })
})

describe('readRecordFacts', () => {
  it.each([
    ['llama-2-7b.Q4_K_M.gguf', ['Q4_K_M']],
    ['BF16/model-BF16-00001-of-00002.gguf', ['BF16']],
    ['m-UD-IQ1_S.gguf', ['IQ1_S']],
    ['m-q8_0.gguf', ['Q8_0']],
    ['mmproj-model-f16.gguf', ['F16']],
    ['model.gguf', []],
    ['q4.safetensors', []],
  ])('reads of the file name %s the precision %j', (path, precision) => {
    expect(readRecordFacts('huggingface', {}, [path]).precision).toEqual(precision)
  })

  it('takes fields of another type for missing ones', () => {
    const nothing = { architecture: undefined, contextLength: undefined, precision: [] }
    const record = { config: [], gguf: { architecture: 7, context_length: '8k' }, safetensors: { parameters: 'all' } }
    expect(readRecordFacts('huggingface', record, [])).toEqual(nothing)
    expect(readRecordFacts('civitai', { modelVersions: [{ files: [{ metadata: 7 }] }] }, [])).toEqual(nothing)
    expect(readRecordFacts('civitai', { modelVersions: 'x' }, [])).toEqual(nothing)
  })
})
