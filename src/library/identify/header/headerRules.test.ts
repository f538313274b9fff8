import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { writeSparseSafetensors } from '../../../../test/support/writeSparseWeights.ts'
import type { GgufHeader, ModelHeader } from '../../../formats/modelHeader.ts'
import { readModelHeader } from '../../../formats/readModelHeader.ts'
import { adapterRows } from '../testing/adapterRows.ts'
import type { HeaderRow, Shapes } from '../testing/headerRow.ts'
import { ggufRows, partRows } from '../testing/partRows.ts'
import { transformerRows } from '../testing/transformerRows.ts'
import { unetRows } from '../testing/unetRows.ts'
import { identifyHeader } from './identifyHeader.ts'

const backboneRows = [...unetRows, ...transformerRows]

function tensorsOf(shapes: Shapes): GgufHeader['tensors'] {
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'F16', shape }]))
}

function safetensors(shapes: Shapes): ModelHeader {
  return { kind: 'safetensors', metadata: {}, tensors: tensorsOf(shapes), dataOffset: 0, strayBytes: 0 }
}

function gguf(
  architecture: string | undefined,
  shapes: Shapes,
  metadata: GgufHeader['metadata'] = new Map(),
): ModelHeader {
  const named = architecture === undefined ? [] : [['general.architecture', architecture] as const]
  return { kind: 'gguf', version: 3, metadata: new Map([...named, ...metadata]), tensors: tensorsOf(shapes) }
}

function withPrefix(shapes: Shapes, prefix: string): Shapes {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [prefix + name, shape]))
}

/** What a near miss must not be: what the row says besides, or else its family, or its part. */
function expectMiss(row: HeaderRow, header: ModelHeader): void {
  const found = identifyHeader(header)
  const isNot = row.isNot ?? (row.is.family === undefined ? { subtype: row.is.subtype } : { family: row.is.family })
  for (const [field, value] of Object.entries(isNot)) expect(found?.[field as 'family'], `its ${field}`).not.toBe(value)
}

describe('the header of a real file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-headers-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each([...backboneRows, ...adapterRows, ...partRows].map((row) => [row.name, row] as const))(
    'says: %s',
    async (_name, row) => {
      const path = join(folder, 'model.safetensors')
      await writeSparseSafetensors(path, row.tensors)
      const header = await readModelHeader(path, path)
      expect(header && identifyHeader(header)).toMatchObject(row.is)
    },
  )
})

describe('a denoiser', () => {
  const prefixes = ['model.diffusion_model.', 'diffusion_model.', 'model.model.', 'net.', 'transformer.', 'model.']

  test.each(backboneRows.map((row) => [row.name, row] as const))('is known behind every prefix: %s', (_name, row) => {
    for (const prefix of prefixes) {
      const found = identifyHeader(safetensors(withPrefix(row.tensors, prefix)))
      expect(found, prefix).toMatchObject({ type: 'diffusion', subtype: 'unet', ...row.is })
    }
  })

  test.each(backboneRows.map((row) => [row.name, row] as const))(
    'with a VAE beside it is a checkpoint: %s',
    (_name, row) => {
      const whole = {
        ...withPrefix(row.tensors, 'model.diffusion_model.'),
        'vae.decoder.conv_in.weight': [512, 4, 3, 3],
      }
      expect(identifyHeader(safetensors(whole))).toMatchObject({ ...row.is, subtype: 'checkpoints' })
    },
  )

  test.each(backboneRows.map((row) => [row.name, row] as const))('is only its own family: %s', (_name, row) => {
    const family = identifyHeader(safetensors(row.tensors))?.family
    const others = backboneRows.filter(({ is }) => is.family !== row.is.family)
    for (const other of others) expect(identifyHeader(safetensors(other.tensors))?.family).not.toBe(family)
  })
})

describe('a near miss', () => {
  const rows = [...backboneRows, ...adapterRows, ...partRows]

  test('stands beside every row', () => {
    expect(rows.filter(({ nearMiss }) => nearMiss === undefined).map(({ name }) => name)).toEqual([])
  })

  test.each(rows.map((row) => [row.name, row] as const))('is not taken for %s', (_name, row) => {
    expectMiss(row, safetensors(row.nearMiss ?? {}))
  })

  test.each(ggufRows.filter(({ is }) => is.type === undefined).map((row) => [row.name, row] as const))(
    'is not taken for the GGUF of %s',
    (_name, row) => {
      // Another architecture, or where none is named other tensors.
      const other =
        row.architecture === undefined || row.architecture === 'pig' ? row.architecture : `x${row.architecture}`
      expectMiss(row, gguf(other, row.nearMiss ?? {}))
    },
  )
})

describe('a GGUF header', () => {
  test.each(ggufRows.map((row) => [row.name, row] as const))('says: %s', (_name, row) => {
    expect(identifyHeader(gguf(row.architecture, row.tensors))).toMatchObject(row.is)
  })

  test('tells the shape that a tensor had before it was flattened', () => {
    const shape = { kind: 'array', itemType: 'int32', length: 4, first: [320, 9, 3, 3] } as const
    const metadata: GgufHeader['metadata'] = new Map([
      ['comfy.gguf.orig_shape.input_blocks.0.0.weight', { ...shape, first: [...shape.first] }],
    ])
    const shapes = {
      'input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': [320, 768],
      'input_blocks.0.0.weight': [2880, 9],
    }
    expect(identifyHeader(gguf('sd1', shapes, metadata))).toMatchObject({ family: 'sd1', variant: 'inpaint' })
  })

  test('says nothing of an architecture of tomorrow but that it is a language model', () => {
    expect(identifyHeader(gguf('zephyrion9', {}))).toMatchObject({ type: 'llm', family: 'zephyrion9' })
  })
})

describe('any header', () => {
  const name = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom(...[...backboneRows, ...adapterRows, ...partRows].flatMap(({ tensors }) => Object.keys(tensors))),
  )
  const shape = fc.array(fc.nat(10_000), { maxLength: 5 })

  test('is identified or not, and never breaks', () => {
    fc.assert(
      fc.property(fc.dictionary(name, shape, { maxKeys: 30 }), (shapes) => {
        const found = identifyHeader(safetensors(shapes))
        expect(found === undefined || typeof found.says === 'string').toBe(true)
      }),
    )
  })

  test('says the same in whatever order its tensors stand', () => {
    const rows = fc.constantFrom(...backboneRows, ...adapterRows, ...partRows)
    fc.assert(
      fc.property(
        rows.chain((row) =>
          fc
            .shuffledSubarray(Object.entries(row.tensors), { minLength: Object.keys(row.tensors).length })
            .map((entries) => ({ row, entries })),
        ),
        ({ row, entries }) => {
          expect(identifyHeader(safetensors(Object.fromEntries(entries)))).toMatchObject(row.is)
        },
      ),
    )
  })
})
