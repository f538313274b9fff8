import { type Content, joinSegments } from './content.ts'

const largestMessage = 2 ** 31 - 1024

/**
 * Makes a small ONNX model: an Identity node and one float tensor that holds the bulk of the file.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function makeOnnx(plan: { targetBytes: number; seed: string }): Content {
  const weights = Math.max(1, Math.floor((Math.min(plan.targetBytes, largestMessage) - 160) / 4))
  const data = weights * 4
  const tensorHead = Buffer.concat([
    varintField(1, weights),
    varintField(2, 1),
    bytesField(8, Buffer.from('weight')),
    key(9, 2),
    varint(data),
  ])
  const tensorKey = Buffer.concat([key(5, 2), varint(tensorHead.length + data)])
  const node = Buffer.concat([
    bytesField(1, Buffer.from('weight')),
    bytesField(2, Buffer.from('output')),
    bytesField(4, Buffer.from('Identity')),
  ])
  const graphHead = Buffer.concat([bytesField(1, node), bytesField(2, Buffer.from('graph')), tensorKey, tensorHead])
  const head = Buffer.concat([
    varintField(1, 8),
    bytesField(2, Buffer.from('weighthouse-mock')),
    bytesField(8, varintField(2, 17)),
    key(7, 2),
    varint(graphHead.length + data),
    graphHead,
  ])
  return joinSegments([
    { kind: 'bytes', bytes: head },
    { kind: 'noise', seed: plan.seed, length: data },
  ])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}

function key(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType)
}

function varintField(field: number, value: number): Buffer {
  return Buffer.concat([key(field, 0), varint(value)])
}

function bytesField(field: number, value: Buffer): Buffer {
  return Buffer.concat([key(field, 2), varint(value.length), value])
}
