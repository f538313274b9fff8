import { open } from 'node:fs/promises'

const elementBytes = { F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, U8: 1 } as const

/**
 * Writes a sound safetensors file whose weights are a hole: it has its full size and takes only its header's space on disk.
 *
 * @param shapes by tensor, outermost dimension first
 */
export async function writeSparseSafetensors(
  path: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  options: { metadata?: Record<string, string>; dtype?: keyof typeof elementBytes } = {},
): Promise<void> {
  const { metadata = {}, dtype = 'F16' } = options
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...metadata } }
  let end = 0
  for (const [name, shape] of Object.entries(shapes)) {
    const begin = end
    end += shape.reduce((product, dimension) => product * dimension, 1) * elementBytes[dtype]
    header[name] = { dtype, shape, data_offsets: [begin, end] }
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  await writeWithHole(path, Buffer.concat([length, json]), end)
}

/** Writes `head`, and a hole of `size` bytes behind it. */
async function writeWithHole(path: string, head: Buffer, size: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.write(head)
    await file.truncate(head.length + size)
  } finally {
    await file.close()
  }
}
