import { join } from 'node:path'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { writeGguf } from '../../test/support/writeGguf.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import { bufferSource } from './bytes/byteSource.ts'
import { readGgufHeader } from './readGgufHeader.ts'
import { readModelHeader } from './readModelHeader.ts'

function read(bytes: Buffer) {
  return readGgufHeader(bufferSource(bytes), 'model.gguf')
}

/** `bytes` with the u64 at `offset` replaced. */
function withUint64(bytes: Buffer, offset: number, value: bigint): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeBigUInt64LE(value, offset)
  return changed
}

const tokens = Array.from({ length: 20 }, (_, index) => `token${index}`)
const sound = writeGguf(
  { 'general.architecture': 'llama', 'llama.block_count': 2, 'tokenizer.ggml.tokens': tokens, flag: true },
  { 'blk.0.attn_q.weight': [4, 8], output_norm: [8] },
)

describe('readGgufHeader', () => {
  test('tells metadata with summarised arrays, and tensors with the outermost dimension first', async () => {
    expect(await read(sound)).toEqual({
      kind: 'gguf',
      version: 3,
      metadata: new Map<string, unknown>([
        ['general.architecture', 'llama'],
        ['llama.block_count', 2],
        ['tokenizer.ggml.tokens', { kind: 'array', itemType: 'text', length: 20, first: tokens.slice(0, 8) }],
        ['flag', true],
      ]),
      tensors: new Map([
        ['blk.0.attn_q.weight', { dtype: 'F32', shape: [4, 8] }],
        ['output_norm', { dtype: 'F32', shape: [8] }],
      ]),
    })
  })

  test.each([
    ['an empty file', Buffer.alloc(0), 'the magic at byte 0 would take 4 bytes, but the file ends before it'],
    ['a web page', Buffer.from('<?xml version="1.0"?>'), 'it does not start with GGUF'],
    ['a version of the future', Buffer.from(sound).fill(9, 4, 5), 'its version is 9, not 2 or 3'],
    ['a big-endian file', Buffer.concat([Buffer.from('GGUF\0\0\0\x03'), sound.subarray(8)]), 'it is big-endian'],
    ['a trillion tensors', withUint64(sound, 8, 10n ** 12n), '1000000000000 tensors do not fit into it'],
    ['a count that no number holds', withUint64(sound, 16, 2n ** 64n - 1n), 'which cannot be true'],
    [
      'a key as long as the universe',
      withUint64(sound, 24, 2n ** 50n),
      'a metadata key is 1125899906842624 bytes long',
    ],
    [
      'a key that stands twice',
      writeGguf({ a: 1, b: 2 }).fill('a', 24 + 8 + 1 + 4 + 8 + 8, 24 + 8 + 1 + 4 + 8 + 8 + 1),
      'it has the metadata key "a" twice',
    ],
    ['a file cut in its header', sound.subarray(0, 500), 'the file ends before it'],
  ])('refuses %s and says why', async (_name, bytes, complaint) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(complaint) as string,
    })
  })

  test('whatever happens to the bytes, answers with a header or with INVALID_ARGUMENT', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) }), { maxLength: 6 }),
        fc.nat(sound.length),
        async (changes, length) => {
          const bytes = Buffer.from(sound.subarray(0, length))
          for (const { at, byte } of changes) if (at < length) bytes[at] = byte
          try {
            expect((await read(bytes)).kind).toBe('gguf')
          } catch (error) {
            if (!isWeighthouseError(error, 'INVALID_ARGUMENT')) throw error
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

const realData = process.env['WEIGHTHOUSE_REAL_DATA']
if (realData !== undefined && realData !== '') {
  // Both files went through a text decoder once: every byte sequence that is not UTF-8 became EF BF BD, so lengths lie.
  describe('readGgufHeader on real files that were damaged on their way', () => {
    test.each([
      ['ggml-vocab-bert-bge.gguf', 'a metadata key is 1572864 bytes long'],
      ['ggml-vocab-deepseek-coder.gguf', 'a metadata key is 2508733 bytes long'],
    ])('refuses %s and says why', async (name, complaint) => {
      await expect(readModelHeader(join(realData, 'files', name), name)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: `${name} is not a sound GGUF file: ${complaint}.`,
      })
    })
  })
}
