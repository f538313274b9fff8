import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readSafetensors } from '../testing/readSafetensors.ts'
import { contentBytes, readContent } from './content.ts'
import {
  checkpointLayout,
  controlNetLayout,
  embeddingLayout,
  fluxLayout,
  imageLoraLayout,
  unetLayout,
  vaeLayout,
} from './imageLayouts.ts'
import { decoderLayout, decoderShape, encoderLayout, encoderShape, peftLayout, plainLayout } from './languageLayouts.ts'
import { makeSafetensors } from './makeSafetensors.ts'

const layouts = {
  decoder: decoderLayout(decoderShape(7e9)),
  'middle shard': decoderLayout(decoderShape(70e9), 3, 8),
  encoder: encoderLayout(encoderShape()),
  peft: peftLayout(decoderShape(7e9)),
  plain: plainLayout(),
  sd1: checkpointLayout('sd1'),
  sdxl: checkpointLayout('sdxl'),
  flux: fluxLayout(),
  unet: unetLayout('sdxl'),
  vae: vaeLayout('flux'),
  lora: imageLoraLayout('sdxl'),
  controlnet: controlNetLayout('sd1'),
  embedding: embeddingLayout('sdxl'),
}

describe('makeSafetensors', () => {
  it('makes files of every layout and size whose data fills the header exactly, not larger than asked', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(layouts)),
        fc.constantFrom('F16' as const, 'BF16' as const, 'F32' as const),
        fc.integer({ min: 400, max: 6_000_000 }),
        (layout, dtype, targetBytes) => {
          const content = makeSafetensors({ layout, dtype, targetBytes, seed: 'x' })
          expect(content.size).toBeLessThanOrEqual(targetBytes)
          const { tensors, dataBytes } = readSafetensors(contentBytes(content))
          let offset = 0
          for (const { shape, start, end } of tensors) {
            expect(start).toBe(offset)
            expect(end - start).toBe(shape.reduce((product, size) => product * size, dtype === 'F32' ? 4 : 2))
            offset = end
          }
          expect(offset).toBe(dataBytes)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('comes close to the size that was asked for', () => {
    for (const layout of [layouts.decoder, layouts.encoder, layouts.sd1, layouts.flux]) {
      const { size } = makeSafetensors({ layout, dtype: 'BF16', targetBytes: 4 * 1024 * 1024, seed: 'x' })
      expect(size).toBeGreaterThan(4_100_000)
    }
  })

  it('keeps the dimension by which readers tell SD 1 from SDXL', () => {
    const widths = (['sd1', 'sdxl'] as const).map((family) => {
      const content = makeSafetensors({ layout: layouts[family], dtype: 'F16', targetBytes: 65536, seed: 'x' })
      const { tensors } = readSafetensors(contentBytes(content))
      return tensors.find(({ name }) => name.endsWith('1.transformer_blocks.0.attn2.to_k.weight'))?.shape.at(-1)
    })
    expect(widths).toEqual([768, 2048])
  })

  it('makes a file of 4 GiB without holding it', () => {
    const content = makeSafetensors({ layout: layouts.decoder, dtype: 'BF16', targetBytes: 2 ** 32, seed: 'x' })
    expect(content.size).toBeGreaterThan(4.2e9)
    const header = Buffer.concat([...readContent(content, 0, 8)])
    const length = Number(header.readBigUInt64LE())
    const json = Buffer.concat([...readContent(content, 8, 8 + length)]).toString()
    expect(Object.keys(JSON.parse(json) as object)).toContain('model.layers.31.mlp.down_proj.weight')
  })
})
