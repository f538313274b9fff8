import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readGguf } from '../testing/readGguf.ts'
import { contentBytes } from './content.ts'
import { decoderShape } from './languageLayouts.ts'
import { makeGguf, quantizationLabel, quantizations } from './makeGguf.ts'

const plan = { name: 'Aurora-7B', architecture: 'llama', contextLength: 32768, seed: 'x' }

describe('makeGguf', () => {
  it('makes files of every quantization and size that end where their last tensor ends', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(quantizations)),
        fc.constantFrom(0.6e9, 7e9, 70e9),
        fc.integer({ min: 8192, max: 3_000_000 }),
        (quantization, parameters, targetBytes) => {
          const content = makeGguf({ ...plan, shape: decoderShape(parameters), quantization, targetBytes })
          expect(content.size).toBeLessThanOrEqual(targetBytes)
          const { tensors, dataBytes } = readGguf(contentBytes(content))
          let end = 0
          for (const { dimensions, type, offset } of tensors) {
            expect(offset).toBe(Math.ceil(end / 32) * 32)
            const packing = Object.values(quantizations).find(({ packing }) => packing.id === type)?.packing
            const weights = dimensions.reduce((product, size) => product * size, 1)
            end = offset + (weights / (packing?.weightsPerBlock ?? 1)) * (packing?.bytesPerBlock ?? Number.NaN)
          }
          expect(dataBytes).toBe(Math.ceil(end / 32) * 32)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('tells architecture, name, file type and tokens', () => {
    const content = makeGguf({ ...plan, shape: decoderShape(7e9), quantization: 'Q4_K_M', targetBytes: 1_000_000 })
    const { version, metadata, tensors } = readGguf(contentBytes(content))
    expect(version).toBe(3)
    expect(metadata.get('general.architecture')).toBe('llama')
    expect(metadata.get('general.name')).toBe('Aurora-7B')
    expect(metadata.get('general.file_type')).toBe(15)
    expect(metadata.get('llama.block_count')).toBe(32)
    expect(metadata.get('llama.embedding_length')).toBe(4096)
    expect(metadata.get('tokenizer.ggml.tokens')).toHaveLength(64)
    expect(tensors[0]).toMatchObject({ name: 'token_embd.weight', type: 12 })
    expect(tensors.at(-1)).toMatchObject({ name: 'output_norm.weight', dimensions: [4096], type: 0 })
  })

  it('reads the quantization from names as people write them', () => {
    expect(quantizationLabel('Aurora-7B.Q4_K_M.gguf')).toBe('Q4_K_M')
    expect(quantizationLabel('aurora-7b-q8_0.gguf')).toBe('Q8_0')
    expect(quantizationLabel('Aurora-7B-Q4-K-S')).toBe('Q4_K_S')
    expect(quantizationLabel('mmproj-F16.gguf')).toBe('F16')
    expect(quantizationLabel('Aurora-7B-GGUF')).toBeUndefined()
  })
})
