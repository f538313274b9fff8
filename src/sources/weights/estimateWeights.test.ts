import fc from 'fast-check'
import { expect, test } from 'vitest'

import { estimateWeights } from './estimateWeights.ts'
import { findWeightSets } from './findWeightSets.ts'
import type { WeightEvidence } from './weightEstimate.ts'

const nothing: WeightEvidence = { files: [], parameters: undefined, storageBytes: undefined }

function estimate(evidence: Partial<WeightEvidence>): string {
  const { bytes, evidence: kind } = estimateWeights({ ...nothing, ...evidence })
  return `${bytes} by ${kind}`
}

/** Files of a model as `path` or `path size`. */
function files(...texts: string[]): WeightEvidence['files'] {
  return texts.map((text) => {
    const [path = '', size] = text.split(' ')
    return { path, size: size === undefined ? undefined : Number(size) }
  })
}

function setsOf(...texts: string[]): string[] {
  return findWeightSets(files(...texts)).map(({ paths, label, bytes }) => `${paths.join(' + ')} ${label} ${bytes}`)
}

test('each quantization of a GGUF model is a set, its shards are one, and projectors and calibration data are none', () => {
  // After mradermacher and unsloth.
  expect(
    setsOf(
      'README.md 10',
      'x.Q8_0.gguf 850',
      'x.Q4_K_M.gguf 490',
      'BF16/x-BF16-00001-of-00002.gguf 900',
      'BF16/x-BF16-00002-of-00002.gguf 700',
      'mmproj-F16.gguf 50',
      'x.imatrix.gguf 5',
    ),
  ).toEqual([
    'x.Q8_0.gguf Q8_0 850',
    'x.Q4_K_M.gguf Q4_K_M 490',
    'BF16/x-BF16-00001-of-00002.gguf + BF16/x-BF16-00002-of-00002.gguf BF16 1600',
  ])
})

test('shards of which one is missing are no set', () => {
  expect(
    setsOf('model-00001-of-00003.safetensors 5', 'model-00003-of-00003.safetensors 5', 'pytorch_model.bin 30'),
  ).toEqual(['pytorch_model.bin bin 30'])
})

test('the same weights in several formats are several sets, and optimizers and folders beside them are none', () => {
  // After google-bert/bert-base-uncased and training checkpoints.
  expect(
    setsOf(
      'model.safetensors 440',
      'pytorch_model.bin 441',
      'tf_model.h5 536',
      'onnx/model.onnx 430',
      'optimizer.pt 880',
      'training_args.bin 1',
      'checkpoint-500/model.safetensors 440',
      'model.safetensors.index.json 1',
    ),
  ).toEqual(['model.safetensors safetensors 440', 'pytorch_model.bin bin 441', 'tf_model.h5 h5 536'])
})

test('a pipeline is one set of the smallest of each folder, beside whole models at its root', () => {
  // After stable-diffusion-v1-5.
  expect(
    setsOf(
      'model_index.json 1',
      'v1-5-pruned-emaonly.safetensors 4265',
      'unet/diffusion_pytorch_model.safetensors 3438',
      'unet/diffusion_pytorch_model.fp16.safetensors 1719',
      'vae/diffusion_pytorch_model.safetensors 335',
      'vae/diffusion_pytorch_model.fp16.safetensors 167',
      'text_encoder/model.fp16.safetensors 246',
    ),
  ).toEqual([
    'v1-5-pruned-emaonly.safetensors safetensors 4265',
    'unet/diffusion_pytorch_model.fp16.safetensors + vae/diffusion_pytorch_model.fp16.safetensors + ' +
      'text_encoder/model.fp16.safetensors fp16 2132',
  ])
})

test('an adapter counts only where there is nothing else', () => {
  // 01Nur/case_1 of August 2025.
  expect(setsOf('adapter_model.safetensors 194563400', 'unsloth.Q4_K_M.gguf 2019373856')).toEqual([
    'unsloth.Q4_K_M.gguf Q4_K_M 2019373856',
  ])
  expect(setsOf('adapter_config.json 1', 'adapter_model.safetensors 194563400')).toEqual([
    'adapter_model.safetensors safetensors 194563400',
  ])
})

test('evidence is taken from the surest on', () => {
  const parameters = 8_030_261_248
  const gguf = files('x.Q4_K_M.gguf', 'x.Q8_0.gguf', 'x.weird.gguf')
  expect(estimate({ files: files('x.Q4_K_M.gguf 4920734176', 'x.Q8_0.gguf 8540771808'), parameters })).toBe(
    '4920734176 by sizes',
  )
  expect(estimate({ files: gguf, parameters })).toBe('4918535014 by quantization')
  expect(estimate({ quantLabel: 'Q4_K_M', parameters, storageBytes: 5e9 })).toBe('4918535014 by quantization')
  // AAA1672/Qwen3.8-27B-heretic-ara-Q3_K_L-GGUF: a little less is stored than the mean for the label.
  expect(estimate({ quantLabel: 'Q3_K_L', parameters: 27_781_427_952, storageBytes: 14_344_831_000 })).toBe(
    '14344831000 by quantization',
  )
  expect(estimate({ files: gguf, storageBytes: 13e9 })).toBe('13000000000 by storage')
  expect(estimate({ countsByType: { I32: 872_415_232, F16: 1_112_289_280 }, parameters: 1_984_704_512 })).toBe(
    '5714239488 by types',
  )
  expect(estimate({ countsByType: { NOVEL: 10 }, parameters: 10 })).toBe('20 by parameters')
  expect(estimate({ parameters, storageBytes: 33e9 })).toBe('16060522496 by parameters')
  // 8 bits each: less is stored than two bytes each.
  expect(estimate({ parameters, storageBytes: 8.1e9 })).toBe('8100000000 by parameters')
  expect(estimate({ parameters: 1_984_704_512, storageBytes: 5_714_239_488, isPacked: true })).toBe(
    '5714239488 by storage',
  )
  expect(estimate({ storageBytes: 7 })).toBe('7 by storage')
  expect(estimate({})).toBe('undefined by undefined')
})

test('sets are listed the smallest first, those of unknown size last', () => {
  const { files: sets } = estimateWeights({
    ...nothing,
    parameters: 1000,
    files: files('a.gguf', 'b.Q8_0.gguf', 'c.Q4_0.gguf'),
  })
  expect(sets.map(({ label, bytes, evidence }) => `${label} ${bytes} ${evidence}`)).toEqual([
    'Q4_0 577 quantization',
    'Q8_0 1062 quantization',
    'gguf undefined undefined',
  ])
})

test('files that are models by themselves are not joined', () => {
  const evidence = { files: files('unet/a.safetensors 5', 'vae/b.safetensors 3'), filesAreModels: true }
  expect(estimate(evidence)).toBe('3 by sizes')
})

test('whatever the files are called, sets hold each file at most once and never more than there is', () => {
  const name = fc.constantFrom(
    'a.safetensors',
    'unet/a.bin',
    'model_index.json',
    'x-00001-of-00002.gguf',
    'x-00002-of-00002.gguf',
    'q4_k_m/x.gguf',
    'adapter_model.bin',
    '.gguf',
    '/',
    '',
  )
  const file = fc.record({ path: fc.oneof(name, fc.string()), size: fc.option(fc.nat(), { nil: undefined }) })
  fc.assert(
    fc.property(fc.uniqueArray(file, { selector: ({ path }) => path }), (files) => {
      const paths = findWeightSets(files).flatMap((set) => set.paths)
      expect(new Set(paths).size).toBe(paths.length)
      const total = files.reduce((sum, { size }) => sum + (size ?? 0), 0)
      expect(estimateWeights({ ...nothing, files }).bytes ?? 0).toBeLessThanOrEqual(total)
    }),
  )
})
