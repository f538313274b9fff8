type Pair = string | number | boolean | string[]

/** The bytes of a sound GGUF 3 file; tensors are F32 zeros, shapes outermost dimension first. */
export function writeGguf(metadata: Record<string, Pair>, tensors: Record<string, number[]> = {}): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [
    Buffer.from('GGUF'),
    uint32(3),
    uint64(Object.keys(tensors).length),
    uint64(Object.keys(metadata).length),
  ]
  for (const [key, value] of Object.entries(metadata)) parts.push(text(key), ...pair(value))
  let offset = 0
  for (const [name, shape] of Object.entries(tensors)) {
    parts.push(text(name), uint32(shape.length), ...shape.toReversed().map(uint64), uint32(0), uint64(offset))
    offset += Math.ceil((shape.reduce((product, dimension) => product * dimension, 1) * 4) / 32) * 32
  }
  const header = Buffer.concat(parts)
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(offset)])
}

function pair(value: Pair): Buffer[] {
  if (typeof value === 'string') return [uint32(8), text(value)]
  if (typeof value === 'boolean') return [uint32(7), Buffer.from([value ? 1 : 0])]
  if (typeof value === 'number') return [uint32(10), uint64(value)]
  return [uint32(9), uint32(8), uint64(value.length), ...value.map(text)]
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint64(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
