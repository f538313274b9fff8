import { type Content, contentOfBytes, joinSegments } from './content.ts'
import type { Tensor, TensorLayout } from './tensorLayout.ts'

type SafetensorsType = 'F32' | 'F16' | 'BF16'

export interface SafetensorsPlan {
  layout: TensorLayout
  dtype: SafetensorsType
  /** The size that the file comes close to, from below, in bytes. */
  targetBytes: number
  seed: string
  /** Goes to the header's `__metadata__`. */
  metadata?: Record<string, string>
}

/**
 * Makes a valid safetensors file: u64 little-endian header length, JSON header padded with spaces, data without holes.
 * Layers are left out and first dimensions shrunk until it fits; the other dimensions, by which readers tell one kind
 * of model from another, stay true. https://github.com/huggingface/safetensors#format
 */
export function makeSafetensors(plan: SafetensorsPlan): Content {
  const bytesPerWeight = plan.dtype === 'F32' ? 4 : 2
  const metadata = { format: 'pt', ...plan.metadata }
  const tensors = fitTensors(plan.layout, {
    bytesPerWeight,
    targetBytes: plan.targetBytes - 8 - JSON.stringify(metadata).length - 40,
  })
  let offset = 0
  const header: Record<string, unknown> = { __metadata__: metadata }
  for (const tensor of tensors) {
    const length = weightsOf(tensor) * bytesPerWeight
    header[tensor.name] = { dtype: plan.dtype, shape: tensor.shape, data_offsets: [offset, offset + length] }
    offset += length
  }
  const text = JSON.stringify(header)
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8, ' ')
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(padded)))
  return joinSegments([
    ...contentOfBytes(Buffer.concat([length, Buffer.from(padded)])).segments,
    { kind: 'noise', seed: plan.seed, length: offset },
  ])
}

// One header entry: punctuation, dtype, up to four dimensions, two offsets of ten digits, and the name.
const headerBytes = (tensor: Tensor) => 130 + tensor.name.length
const weightsOf = (tensor: Tensor) => tensor.shape.reduce((product, size) => product * size, 1)
const rowWeights = (tensor: Tensor) =>
  tensor.shape.length < 2 ? weightsOf(tensor) : weightsOf(tensor) / (tensor.shape[0] ?? 1)

function withRows(tensor: Tensor, rows: number): Tensor {
  return tensor.shape.length < 2 ? tensor : { name: tensor.name, shape: [rows, ...tensor.shape.slice(1)] }
}

/** Chooses how many layers and how many rows of each tensor fit into `targetBytes`, header included. */
export function fitTensors(
  layout: TensorLayout,
  { bytesPerWeight, targetBytes }: { bytesPerWeight: number; targetBytes: number },
): Tensor[] {
  const least = (tensors: readonly Tensor[]) =>
    tensors.reduce((sum, tensor) => sum + rowWeights(tensor) * bytesPerWeight + headerBytes(tensor), 0)
  const room = targetBytes - least([...layout.fixed, ...(layout.stretch ? [layout.stretch] : [])])
  if (room < 0) {
    // Too small a file for any model of this kind: one tensor, which is still a valid file.
    const name = layout.fixed[0]?.name ?? layout.stretch?.name ?? 'weight'
    return [{ name, shape: [Math.max(1, Math.floor((targetBytes - 130 - name.length) / bytesPerWeight))] }]
  }
  const layerBytes = least(layout.layer(layout.firstLayer))
  const layers = layerBytes === 0 ? 0 : Math.min(layout.layers, Math.floor(room / layerBytes))
  const whole = [
    ...layout.fixed,
    ...Array.from({ length: layers }, (_, index) => layout.layer(layout.firstLayer + index)).flat(),
  ]
  const all = layout.stretch ? [...whole, layout.stretch] : whole
  const budget = (targetBytes - all.reduce((sum, tensor) => sum + headerBytes(tensor), 0)) / bytesPerWeight
  const rows = (share: number) =>
    whole.map((tensor) => withRows(tensor, Math.max(1, Math.floor((tensor.shape[0] ?? 1) * share))))
  const total = (tensors: readonly Tensor[]) => tensors.reduce((sum, tensor) => sum + weightsOf(tensor), 0)
  const stretchRow = layout.stretch ? rowWeights(layout.stretch) : 0

  let share = Math.min(1, budget / Math.max(1, total(whole)))
  let fitted = rows(share)
  while (total(fitted) + stretchRow > budget && share > 1e-9) {
    share *= 0.8
    fitted = rows(share)
  }
  if (!layout.stretch) return fitted
  const left = Math.max(1, Math.floor((budget - total(fitted)) / stretchRow))
  return [...fitted, withRows(layout.stretch, left)]
}
