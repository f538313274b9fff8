import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { writeSafetensors } from '../../test/support/writeSafetensors.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import { bufferSource } from './bytes/byteSource.ts'
import { readSafetensorsHeader } from './readSafetensorsHeader.ts'

function read(bytes: Buffer) {
  return readSafetensorsHeader(bufferSource(bytes), 'model.safetensors')
}

function withHeader(json: string, data = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)))
  return Buffer.concat([length, Buffer.from(json), data])
}

describe('readSafetensorsHeader', () => {
  test('tells tensors and metadata', async () => {
    const bytes = writeSafetensors({ 'a.weight': { shape: [2, 3] }, b: { dtype: 'F32', shape: [] } }, { title: 'x' })
    expect(await read(bytes)).toEqual({
      kind: 'safetensors',
      metadata: { format: 'pt', title: 'x' },
      tensors: new Map([
        ['a.weight', { dtype: 'F16', shape: [2, 3] }],
        ['b', { dtype: 'F32', shape: [] }],
      ]),
      dataOffset: bytes.length - 16,
      strayBytes: 0,
    })
  })

  test.each([
    [
      'an empty file',
      Buffer.alloc(0),
      'the length of the header at byte 0 would take 8 bytes, but the file ends before it',
    ],
    ['a web page', Buffer.from('<!DOCTYPE html><html><body>Not found</body></html>'), 'which cannot be true'],
    ['a header longer than the file', withHeader('{}').fill(9, 0, 1), 'the header at byte 8 would take 9 bytes'],
    ['a header that is no object', withHeader('[]'), 'its header does not start with {'],
    ['a header that is not JSON', withHeader('{"a": }'), 'its header is not JSON'],
    [
      'a truncated file',
      withHeader('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}', Buffer.alloc(3)),
      'the bytes 0 to 4 of its tensor "a" are not in the file (3 bytes)',
    ],
    [
      'a shape that lies',
      withHeader('{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,4]}}', Buffer.alloc(4)),
      'which its shape and dtype contradict',
    ],
    [
      'a name that stands twice',
      withHeader(
        '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
      ),
      'its header names something twice',
    ],
    [
      'a tensor without a shape',
      withHeader('{"a":{"dtype":"U8"}}'),
      'its tensor "a" has no dtype, shape and data_offsets',
    ],
  ])('refuses %s and says why', async (_name, bytes, complaint) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(complaint) as string,
    })
  })

  test('takes colons, quotes and backslashes inside names for what they are', async () => {
    const name = 'a:"\\:b'
    expect((await read(writeSafetensors({ [name]: { shape: [1] } }))).tensors.has(name)).toBe(true)
  })

  test('whatever happens to the bytes, answers with a header or with INVALID_ARGUMENT', async () => {
    const sound = writeSafetensors({ 'a.weight': { shape: [2, 3] }, 'b.weight': { shape: [5] } }, { note: 'hello' })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) }), { maxLength: 6 }),
        fc.nat(sound.length),
        async (changes, length) => {
          const bytes = Buffer.from(sound.subarray(0, length))
          for (const { at, byte } of changes) if (at < length) bytes[at] = byte
          try {
            expect((await read(bytes)).kind).toBe('safetensors')
          } catch (error) {
            if (!isWeighthouseError(error, 'INVALID_ARGUMENT')) throw error
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
