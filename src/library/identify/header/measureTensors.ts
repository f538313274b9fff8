import type { Tensors } from './tensorView.ts'

export interface Measured {
  /** Number of weights; undefined when they are packed so that shapes do not tell. */
  parameters: number | undefined
  /** The element type that most weights have, in the words people use: `bf16`, `fp8`, `q4_k`. */
  precision: string | undefined
}

const names: Record<string, string | undefined> = {
  F64: 'fp64',
  F32: 'fp32',
  F16: 'fp16',
  BF16: 'bf16',
  F8_E4M3: 'fp8',
  F8_E5M2: 'fp8',
  I8: 'int8',
}

/** Counts weights and finds the type that most of them have. */
export function measureTensors(tensors: Tensors): Measured {
  const counts = new Map<string, number>()
  let parameters = 0
  for (const { dtype, shape } of tensors.values()) {
    let count = 1
    for (const dimension of shape) count *= dimension
    parameters += count
    counts.set(dtype, (counts.get(dtype) ?? 0) + count)
  }
  let most: string | undefined
  let mostCount = 0
  for (const [dtype, count] of counts) {
    if (count <= mostCount) continue
    most = dtype
    mostCount = count
  }
  // Two weights of four bits in a byte, with their scales beside them.
  if (most === 'U8') return { parameters: undefined, precision: hasNf4(tensors) ? 'nf4' : undefined }
  return {
    parameters: Number.isSafeInteger(parameters) && parameters > 0 ? parameters : undefined,
    precision: most === undefined ? undefined : (names[most] ?? most.toLowerCase()),
  }
}

function hasNf4(tensors: Tensors): boolean {
  for (const name of tensors.keys()) if (name.includes('bitsandbytes__nf4')) return true
  return false
}
