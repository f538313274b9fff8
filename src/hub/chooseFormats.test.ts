import { describe, expect, it } from 'vitest'

import { chooseFormats, type FormatChoice, listQuantizations, readQuantization } from './chooseFormats.ts'

const taken = (paths: string[], choice: FormatChoice = {}) => {
  const files = paths.map((path) => ({ path }))
  const out = chooseFormats(files, choice)
  return files.filter((file) => !out.has(file)).map(({ path }) => path)
}

describe('readQuantization', () => {
  it.each([
    ['Qwen3-8B-Q4_K_M.gguf', 'Q4_K_M'],
    ['llama-2-7b.Q5_0.gguf', 'Q5_0'],
    ['qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf', 'Q4_K_M'],
    ['Mistral-7B-IQ2_XXS.gguf', 'IQ2_XXS'],
    ['gemma-3-UD-Q4_K_XL.gguf', 'UD-Q4_K_XL'],
    ['gpt-oss-20b-MXFP4.gguf', 'MXFP4'],
    ['model-f16.gguf', 'F16'],
    ['BF16/DeepSeek-00001-of-00030.gguf', 'BF16'],
    ['Q8_0/DeepSeek-Q8_0-00001-of-00015.gguf', 'Q8_0'],
    ['tinyllama.gguf', undefined],
    ['Q-model.gguf', undefined],
  ])('finds in %s: %s', (path, quantization) => {
    expect(readQuantization(path)).toBe(quantization)
  })
})

describe('chooseFormats', () => {
  const gguf = ['m-Q4_K_M.gguf', 'm-Q8_0-00001-of-00002.gguf', 'm-Q8_0-00002-of-00002.gguf', 'mmproj-m-F16.gguf']

  it('takes the quantization that was asked for, in all its parts, and what it needs', () => {
    expect(taken([...gguf, 'README.md', 'config.json'], { quants: ['q8_0'] })).toEqual([
      'm-Q8_0-00001-of-00002.gguf',
      'm-Q8_0-00002-of-00002.gguf',
      'mmproj-m-F16.gguf',
      'README.md',
      'config.json',
    ])
    expect(taken([...gguf, 'model.safetensors'], { quants: ['Q4_K_M', 'Q8_0'] })).toEqual(gguf)
    expect(listQuantizations(gguf.map((path) => ({ path })))).toEqual(['F16', 'Q4_K_M', 'Q8_0'])
  })

  it('leaves pickle out where safetensors have the same weights', () => {
    const both = [
      'config.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
      'pytorch_model-00001-of-00002.bin',
      'pytorch_model-00002-of-00002.bin',
      'pytorch_model.bin.index.json',
      'tf_model.h5',
      'unet/diffusion_pytorch_model.bin',
      'unet/diffusion_pytorch_model.safetensors',
      'v1-5-pruned.ckpt',
      'v1-5-pruned.safetensors',
      'training_args.bin',
      'vae/only.pt',
    ]
    expect(taken(both)).toEqual([
      'config.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
      'unet/diffusion_pytorch_model.safetensors',
      'v1-5-pruned.safetensors',
      'training_args.bin',
      'vae/only.pt',
    ])
    expect(taken(both, { allFormats: true })).toEqual(both)
  })

  it('takes pickle where there is nothing else', () => {
    const only = ['pytorch_model.bin', 'adapter_model.bin', 'other.safetensors.txt', 'embed/x.pt']
    expect(taken(only)).toEqual(only)
    // Safetensors of something else say nothing of it.
    expect(taken(['pytorch_model.bin', 'lora.safetensors'])).toEqual(['pytorch_model.bin', 'lora.safetensors'])
  })
})
