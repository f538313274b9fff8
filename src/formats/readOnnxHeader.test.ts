import { describe, expect, test } from 'vitest'

import { writeMessage, writeOnnx } from '../../test/support/formats/writeOnnx.ts'
import { bufferSource } from './bytes/byteSource.ts'
import { readOnnxHeader } from './readOnnxHeader.ts'

const read = (bytes: Buffer) => readOnnxHeader(bufferSource(bytes), 'model.onnx')

describe('readOnnxHeader', () => {
  test('tells versions, counts and the files beside it', async () => {
    expect(await read(writeOnnx({ location: 'a.bin', subgraphLocation: 'b.bin' }))).toEqual({
      kind: 'onnx',
      irVersion: 8,
      producer: 'weighthouse 1.0',
      opsets: new Map([
        ['', 17],
        ['com.acme', 1],
      ]),
      graphName: 'graph',
      nodeCount: 1,
      initializerCount: 2,
      externalFiles: ['b.bin', 'a.bin'],
    })
  })

  test('reads no tensor: a gigabyte that is not there is passed over, and missed', async () => {
    const graph = Buffer.concat([writeMessage({ 2: 'g' }), Buffer.from([0x2a, 0x80, 0x80, 0x80, 0x80, 0x04])])
    await expect(read(writeMessage({ 1: 8, 7: graph }))).rejects.toThrow('a field ends behind its message')
  })

  test.each([
    ['an empty file', Buffer.alloc(0), 'it has no graph'],
    ['a model without a graph', writeMessage({ 1: 8, 2: 'x' }), 'it has no graph'],
    ['a text', Buffer.from('<!DOCTYPE html>'), 'a field has the unknown type 4'],
    ['a number without an end', Buffer.alloc(20, 0xff), 'a number is longer than ten bytes'],
    ['graphs in graphs', nest(40), 'graphs in graphs'],
  ])('refuses %s and says why', async (_name, bytes, complaint) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(complaint) as string,
    })
  })
})

function nest(depth: number): Buffer {
  let graph = writeMessage({ 2: 'inner' })
  for (let level = 0; level < depth; level++) graph = writeMessage({ 1: { 5: { 6: graph } } })
  return writeMessage({ 1: 8, 7: graph })
}
