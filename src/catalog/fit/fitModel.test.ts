import fc from 'fast-check'
import { expect, test } from 'vitest'

import { estimateCacheBytes, requiredBytes } from './fitFormula.ts'
import { fitModel, partialFactor } from './fitModel.ts'
import { keepsContext } from './keepsContext.ts'
import { readCacheShape } from './readCacheShape.ts'

const GiB = 2 ** 30
const llama = {
  source: 'huggingface',
  task: 'text-generation',
  parameters: 8_030_261_248,
  weightBytes: undefined,
} as const
const ggufRecord = {
  id: 'bartowski/Meta-Llama-3.1-8B-Instruct-GGUF',
  gguf: { total: 8_030_261_248, architecture: 'llama' },
  siblings: [
    { rfilename: 'Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf', size: 4_920_734_176 },
    { rfilename: 'Meta-Llama-3.1-8B-Instruct-Q8_0.gguf', size: 8_540_770_784 },
    { rfilename: 'Meta-Llama-3.1-8B-Instruct-f32-00001-of-00002.gguf', size: 30_000_000_000 },
    { rfilename: 'Meta-Llama-3.1-8B-Instruct-f32-00002-of-00002.gguf', size: 2_128_000_000 },
  ],
}

test('the formula is weights and five percent, half a GiB, and a cache that grows with the context', () => {
  expect(requiredBytes(1_000_000_000, 8e9, 0)).toBe(1_050_000_000 + GiB / 2)
  expect(requiredBytes(1_000_000_000, 8e9, 1000) - requiredBytes(1_000_000_000, 8e9, 0)).toBe(131_072_000)
  expect(requiredBytes(Number.NaN, 8e9, 4096)).toBeNaN()
  // Unknown parameters are those of 16 bits each.
  expect(requiredBytes(16e9, Number.NaN, 100)).toBe(requiredBytes(16e9, 8e9, 100))
  expect(estimateCacheBytes(32e9)).toBe(262_144)
})

test('more weights, parameters or context never need less', () => {
  const bytes = fc.nat({ max: 1e12 })
  fc.assert(
    fc.property(
      bytes,
      fc.integer({ min: 1, max: 1e12 }),
      fc.nat({ max: 1e6 }),
      bytes,
      (weights, parameters, context, more) => {
        const required = requiredBytes(weights, parameters, context)
        expect(requiredBytes(weights + more, parameters, context)).toBeGreaterThanOrEqual(required)
        expect(requiredBytes(weights, parameters + more, context)).toBeGreaterThanOrEqual(required)
        expect(requiredBytes(weights, parameters, context + more)).toBeGreaterThanOrEqual(required)
      },
    ),
  )
})

test('each file is judged by itself, and the model by its smallest', () => {
  const fit = fitModel({ entry: llama, record: ggufRecord, memory: 8 * GiB, context: 8192 })
  expect(fit.files.map(({ label, verdict, paths }) => `${label} ${verdict} ${paths.length}`)).toEqual([
    'Q4_K_M fits 1',
    'Q8_0 partial 1',
    'F32 no 2',
  ])
  expect([fit.verdict, fit.weightBytes, fit.evidence]).toEqual(['fits', 4_920_734_176, 'sizes'])
  expect(fit.required).toBe(Math.round(requiredBytes(4_920_734_176, 8_030_261_248, 8192)))
  expect(fit.formula).toBe(
    'weights × 1.05 + 536870912 + cache per token × context = ' +
      '4920734176 × 1.05 + 536870912 + 131320 × 8192 = 6779415237',
  )
  expect(fit.inputs.map(({ name, value }) => [name, value])).toEqual([
    ['memory', 8 * GiB],
    ['context', 8192],
    ['weights', 4_920_734_176],
    ['overhead', 782_907_621],
    ['cache per token', 131_320],
    ['cache', 1_075_773_440],
  ])
})

test('a model that takes up to twice the memory fits partially', () => {
  const verdict = (memory: number) => fitModel({ entry: { ...llama, weightBytes: 10e9 }, memory, context: 0 }).verdict
  const required = requiredBytes(10e9, llama.parameters, 0)
  expect([required, required - 1, required / partialFactor, required / partialFactor - 1].map(verdict)).toEqual([
    'fits',
    'partial',
    'partial',
    'no',
  ])
})

test('of the catalog’s number and that of the record the catalog’s counts, as in a filter', () => {
  expect(
    fitModel({ entry: { ...llama, weightBytes: 7e9 }, record: ggufRecord, memory: GiB, context: 1 }).weightBytes,
  ).toBe(7e9)
})

test('nothing known is nothing judged', () => {
  const entry = { source: 'huggingface', task: undefined, parameters: undefined, weightBytes: undefined } as const
  const fit = fitModel({ entry, record: { id: 'a/b' }, memory: GiB, context: 4096 })
  expect([fit.verdict, fit.required, fit.weightBytes, fit.files]).toEqual(['unknown', undefined, undefined, []])
  expect(fit.inputs.find(({ name }) => name === 'weights')?.basis).toBe('nothing tells')
})

test('a CivitAI checkpoint keeps no context, and each of its files is a model', () => {
  const record = {
    id: 4201,
    type: 'Checkpoint',
    modelVersions: [
      {
        id: 1,
        files: [
          { id: 1, name: 'full.safetensors', type: 'Model', sizeKB: 4_165_134.4, metadata: { fp: 'fp32' } },
          { id: 2, name: 'pruned.safetensors', type: 'Pruned Model', sizeKB: 2_082_642.5, metadata: { fp: 'fp16' } },
          { id: 3, name: 'x.vae.pt', type: 'VAE', sizeKB: 326_000 },
        ],
      },
    ],
  }
  const entry = { source: 'civitai', task: 'checkpoint', parameters: undefined, weightBytes: undefined } as const
  const fit = fitModel({ entry, record, memory: 4 * GiB, context: 8192 })
  expect(fit.files.map(({ label, verdict }) => `${label} ${verdict}`)).toEqual(['fp16 fits', 'fp32 partial'])
  expect(fit.inputs.find(({ name }) => name === 'context')).toEqual({
    name: 'context',
    value: 0,
    basis: 'models of this task keep none',
  })
})

test('a configuration tells the cache exactly', () => {
  // meta-llama/Llama-3.1-8B, openai-community/gpt2, and one with its text model inside.
  const config = { num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, hidden_size: 4096 }
  expect(readCacheShape({ config })?.bytesPerToken).toBe(131_072)
  expect(readCacheShape({ config: { n_layer: 12, n_head: 12, n_embd: 768 } })?.bytesPerToken).toBe(36_864)
  expect(readCacheShape({ config: { text_config: { ...config, head_dim: 256 } } })?.bytesPerToken).toBe(262_144)
  expect(readCacheShape({ config: { model_type: 'llama', architectures: ['LlamaForCausalLM'] } })).toBeUndefined()
  const fit = fitModel({ entry: llama, record: { ...ggufRecord, config }, memory: 8 * GiB, context: 1000 })
  expect(fit.inputs.find(({ name }) => name === 'cache')?.value).toBe(131_072_000)
})

test('models that write text keep their context, and those of which nothing is known where most do', () => {
  expect(
    ['text-generation', 'image-text-to-text', 'translation'].map((task) => keepsContext(task, 'huggingface')),
  ).toEqual([true, true, true])
  expect(['text-to-image', 'sentence-similarity'].map((task) => keepsContext(task, 'huggingface'))).toEqual([
    false,
    false,
  ])
  expect([keepsContext(undefined, 'huggingface'), keepsContext(undefined, 'civitai')]).toEqual([true, false])
})

test('no record whatsoever crashes it', () => {
  const source = fc.constantFrom('huggingface', 'civitai', 'docker')
  const record = fc.oneof(
    fc.jsonValue(),
    fc.record({ id: fc.constant('a/b'), config: fc.jsonValue(), siblings: fc.jsonValue() }),
  )
  fc.assert(
    fc.property(source, record, (source, record) => {
      const { verdict, required } = fitModel({ entry: { ...llama, source }, record, memory: GiB, context: 4096 })
      expect(verdict === 'unknown').toBe(required === undefined)
    }),
  )
})
