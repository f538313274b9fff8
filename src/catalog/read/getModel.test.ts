import { afterEach, beforeEach, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'

const llamaId = 'meta-llama/Llama-3.1-8B'

describeEngines('getEntry and getModel', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  it('tell everything that was written', async () => {
    test.time.now = 5_000
    await test.write(
      llama,
      makeRecord('me/tune', {
        downloads: 3,
        baseModels: [{ id: 'Meta-Llama/llama-3.1-8b', relation: 'finetune', declared: false }],
      }),
    )
    const entry = {
      slug: 'meta-llama--Llama-3.1-8B',
      source: 'huggingface',
      id: 'meta-llama/Llama-3.1-8B',
      name: 'Llama-3.1-8B',
      author: 'meta-llama',
      task: undefined,
      library: undefined,
      license: 'llama3.1',
      licenseClass: 'custom',
      downloads: 900,
      likes: 5,
      trendingScore: undefined,
      risingScore: undefined,
      createdAt: 10,
      updatedAt: 20,
      gated: false,
      parameters: undefined,
      storageBytes: undefined,
      weightBytes: 16_000,
      nsfwLevel: 0,
      revision: undefined,
      tags: ['license:llama3.1', 'safetensors', 'en'],
      baseModels: [],
      removedAt: undefined,
      indexedAt: 5_000,
    }
    expect(await test.catalog.getEntry('meta-llama/Llama-3.1-8B')).toEqual(entry)
    expect(await test.catalog.getModel('meta-llama/Llama-3.1-8B')).toEqual({
      entry,
      record: JSON.parse(JSON.stringify(llama.record)),
      tags: [
        { tag: 'safetensors', kind: 'format' },
        { tag: 'en', kind: 'language' },
        { tag: 'c4', kind: 'dataset' },
        { tag: 'the-pile', kind: 'dataset' },
        { tag: 'llama3.1', kind: 'license' },
      ],
      files: [
        { path: 'config.json', size: undefined, sha256: undefined },
        { path: 'model.safetensors', size: 16_000, sha256: 'ab'.repeat(32) },
      ],
      parents: [],
      children: [
        {
          entry: expect.objectContaining({ slug: 'me--tune' }),
          id: 'me/tune',
          relation: 'finetune',
          declared: false,
          depth: 1,
        },
      ],
      childrenTotal: 1,
      datasets: ['c4', 'the-pile'],
      licenseName: undefined,
      licenseLink: undefined,
      history: [],
      seenAt: 5_000,
    })
  })

  it.each([
    'meta-llama--Llama-3.1-8B',
    'META-LLAMA--llama-3.1-8b',
    'meta-llama/llama-3.1-8b',
    ' huggingface:meta-llama/Llama-3.1-8B ',
    'HuggingFace:meta-llama/Llama-3.1-8B',
    'https://huggingface.co/meta-llama/Llama-3.1-8B',
  ])('find a model by %j', async (text) => {
    await test.write(llama)
    expect((await test.catalog.getEntry(text)).id).toBe('meta-llama/Llama-3.1-8B')
  })

  it('find a CivitAI model by its slug, its bare number and its address', async () => {
    await test.write(makeRecord('4201', { source: 'civitai', name: 'Realistic Vision' }))
    for (const text of ['civitai-4201', 'CivitAI-4201', '4201', 'civitai:4201', 'https://civitai.com/models/4201/x']) {
      expect((await test.catalog.getEntry(text)).slug).toBe('civitai-4201')
    }
  })

  it('tell ids apart that differ in case only, and take the exact one', async () => {
    await test.write(makeRecord('lesa/Qwen-MLX', { downloads: 9 }), makeRecord('lesa/qwen-mlx', { downloads: 1 }))
    expect((await test.catalog.getEntry('lesa/qwen-mlx')).downloads).toBe(1)
    expect((await test.catalog.getEntry('lesa--Qwen-MLX')).downloads).toBe(9)
    expect((await test.catalog.getEntry('lesa/QWEN-mlx')).downloads).toBe(9)
  })

  it('list at most 50 children, the most downloaded first, and count them all', async () => {
    const children = Array.from({ length: 60 }, (_, index) =>
      makeRecord(`c/${index}`, {
        downloads: index,
        baseModels: [{ id: llamaId, relation: 'adapter', declared: true }],
      }),
    )
    await test.write(llama, ...children)
    const model = await test.catalog.getModel(llamaId)
    expect(model.childrenTotal).toBe(60)
    expect(model.children.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `c/${59 - index}`))
  })

  it('offer similar names for a model that is not there', async () => {
    await test.write(llama, makeRecord('meta-llama/Llama-3.1-70B', { downloads: 5 }), makeRecord('gpt2'))
    await expect(test.catalog.getModel('meta-llama/Llama-3.1-9B')).rejects.toThrow(
      expect.objectContaining({
        code: 'MODEL_NOT_FOUND',
        message: 'The catalog has no model "meta-llama/Llama-3.1-9B".',
        hint: 'Did you mean meta-llama--Llama-3.1-8B, meta-llama--Llama-3.1-70B?',
      }),
    )
    await expect(test.catalog.getEntry('lama/Llamma')).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Did you mean meta-llama--Llama-3.1-8B') }),
    )
    await expect(test.catalog.getEntry('zzz')).rejects.toThrow(
      expect.objectContaining({
        hint: expect.stringContaining('`weighthouse search`'),
        details: { model: 'zzz', similar: [] },
      }),
    )
  })

  it('refuse a text that can name no model', async () => {
    for (const text of ['', '../../etc/passwd', "x' OR 1=1 --", 'a/b/c', '\ud800', 'a'.repeat(2_000)]) {
      await expect(test.catalog.getModel(text)).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    }
  })
})
