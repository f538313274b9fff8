/** A tensor to write: its bytes are zeros, as many as shape and dtype ask for. */
export interface TensorToWrite {
  dtype?: 'F16' | 'F32' | 'U8'
  shape: number[]
}

const bytesPerElement = { F16: 2, F32: 4, U8: 1 }

/** The bytes of a sound safetensors file. */
export function writeSafetensors(
  tensors: Record<string, TensorToWrite>,
  metadata: Record<string, string> = {},
): Buffer<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...metadata } }
  let offset = 0
  for (const [name, { dtype = 'F16', shape }] of Object.entries(tensors)) {
    const end = offset + shape.reduce((product, dimension) => product * dimension, 1) * bytesPerElement[dtype]
    header[name] = { dtype, shape, data_offsets: [offset, end] }
    offset = end
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, Buffer.alloc(offset)])
}
