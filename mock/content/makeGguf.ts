import { type Content, joinSegments, type Segment } from './content.ts'
import type { TransformerShape } from './languageLayouts.ts'

/** How a tensor type packs weights. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
interface TensorPacking {
  id: number
  weightsPerBlock: number
  bytesPerBlock: number
}

interface Quantization {
  packing: TensorPacking
  /** `general.file_type`. */
  fileType: number
  bitsPerWeight: number
}

function quantization(id: number, weightsPerBlock: number, bytesPerBlock: number, fileType: number): Quantization {
  return {
    packing: { id, weightsPerBlock, bytesPerBlock },
    fileType,
    bitsPerWeight: (bytesPerBlock * 8) / weightsPerBlock,
  }
}

const float32 = { id: 0, weightsPerBlock: 1, bytesPerBlock: 4 }

/** Quantizations by the label that stands in file names. */
export const quantizations: Readonly<Record<string, Quantization>> = {
  F32: quantization(0, 1, 4, 0),
  F16: quantization(1, 1, 2, 1),
  BF16: quantization(30, 1, 2, 32),
  Q8_0: quantization(8, 32, 34, 7),
  Q6_K: quantization(14, 256, 210, 18),
  Q5_K_M: quantization(13, 256, 176, 17),
  Q5_K_S: quantization(13, 256, 176, 16),
  Q5_0: quantization(6, 32, 22, 8),
  Q4_K_M: quantization(12, 256, 144, 15),
  Q4_K_S: quantization(12, 256, 144, 14),
  IQ4_XS: quantization(23, 256, 136, 30),
  Q4_0: quantization(2, 32, 18, 2),
  Q3_K_L: quantization(11, 256, 110, 13),
  Q3_K_M: quantization(11, 256, 110, 12),
  Q3_K_S: quantization(11, 256, 110, 11),
  Q2_K: quantization(10, 256, 84, 10),
}

/** The label of the quantization that a file or repo name tells, for instance `Q4_K_M`. */
export function quantizationLabel(name: string): string | undefined {
  const upper = name.toUpperCase().replaceAll('-', '_')
  return Object.keys(quantizations)
    .sort((a, b) => b.length - a.length)
    .find((label) => new RegExp(`(?:^|[^A-Z0-9])${label}(?:[^A-Z0-9]|$)`).test(upper))
}

export interface GgufPlan {
  name: string
  architecture: string
  shape: TransformerShape
  contextLength: number
  /** A key of {@link quantizations}. */
  quantization: string
  /** The size that the file comes close to, from below, in bytes. */
  targetBytes: number
  seed: string
}

const alignment = 32
const align = (length: number) => Math.ceil(length / alignment) * alignment

/** Makes a valid GGUF version 3 file: metadata, tensor table, data aligned to 32 bytes. */
export function makeGguf(plan: GgufPlan): Content {
  const chosen = quantizations[plan.quantization] ?? quantization(1, 1, 2, 1)
  const metadata = ggufMetadata(plan, chosen.fileType)
  const tensors = fitGgufTensors(plan, chosen.packing, Buffer.concat(metadata).length)
  let offset = 0
  const table: Buffer[] = []
  for (const { name, dimensions, packing, bytes } of tensors) {
    table.push(text(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(packing.id), uint64(offset))
    offset += align(bytes)
  }
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    uint64(metadata.length),
    ...metadata,
    ...table,
  ])
  const padding = Buffer.alloc(align(head.length) - head.length)
  const body: Segment = { kind: 'noise', seed: plan.seed, length: offset }
  return joinSegments([{ kind: 'bytes', bytes: Buffer.concat([head, padding]) }, body])
}

interface GgufTensor {
  name: string
  /** Fastest-moving dimension first, as GGUF writes them. */
  dimensions: number[]
  packing: TensorPacking
  bytes: number
}

function ggufTensor(name: string, dimensions: number[], packing: TensorPacking): GgufTensor {
  const weights = dimensions.reduce((product, size) => product * size, 1)
  return { name, dimensions, packing, bytes: (weights / packing.weightsPerBlock) * packing.bytesPerBlock }
}

function fitGgufTensors(plan: GgufPlan, packing: TensorPacking, metadataBytes: number): GgufTensor[] {
  const { hidden, layers, intermediate } = plan.shape
  const entryBytes = 96 + alignment
  const row = (width: number) => (width / packing.weightsPerBlock) * packing.bytesPerBlock
  const room = plan.targetBytes - metadataBytes - 64
  const norm = ggufTensor('output_norm.weight', [hidden], float32)
  const fixedBytes = norm.bytes + row(hidden) + 2 * entryBytes
  if (room < fixedBytes) {
    const rows = Math.max(1, Math.floor((room - entryBytes) / row(256)))
    return [ggufTensor('token_embd.weight', [256, rows], packing)]
  }
  const parts: [string, number, number][] = [
    ['attn_q', hidden, hidden],
    ['attn_k', hidden, hidden / 4],
    ['attn_v', hidden, hidden / 4],
    ['attn_output', hidden, hidden],
    ['ffn_gate', hidden, intermediate],
    ['ffn_up', hidden, intermediate],
    ['ffn_down', intermediate, hidden],
  ]
  const leastLayer = parts.reduce((sum, [, width]) => sum + row(width) + entryBytes, 0)
  const wholeLayer = parts.reduce((sum, [, width, rows]) => sum + row(width) * rows + entryBytes, 0)
  const count = Math.min(layers, Math.floor((room - fixedBytes) / leastLayer))
  const share = Math.min(1, Math.max(0, room - fixedBytes - count * leastLayer) / Math.max(1, count * wholeLayer))
  const blocks = Array.from({ length: count }, (_, index) =>
    parts.map(([part, width, rows]) =>
      ggufTensor(`blk.${index}.${part}.weight`, [width, Math.max(1, Math.floor(rows * share))], packing),
    ),
  ).flat()
  const used = blocks.reduce((sum, { bytes }) => sum + bytes + entryBytes, 0)
  const rows = Math.max(1, Math.floor((room - norm.bytes - 2 * entryBytes - used) / row(hidden)))
  return [ggufTensor('token_embd.weight', [hidden, rows], packing), ...blocks, norm]
}

const vocabulary = ['<unk>', '<s>', '</s>', ...Array.from({ length: 61 }, (_, index) => `▁token${index}`)]

function ggufMetadata(plan: GgufPlan, fileType: number): Buffer[] {
  const { architecture, shape } = plan
  return [
    stringPair('general.architecture', architecture),
    stringPair('general.name', plan.name),
    stringPair('general.type', 'model'),
    numberPair('general.quantization_version', 2),
    numberPair('general.file_type', fileType),
    numberPair('general.alignment', alignment),
    numberPair(`${architecture}.context_length`, plan.contextLength),
    numberPair(`${architecture}.embedding_length`, shape.hidden),
    numberPair(`${architecture}.block_count`, shape.layers),
    numberPair(`${architecture}.feed_forward_length`, shape.intermediate),
    numberPair(`${architecture}.attention.head_count`, shape.heads),
    numberPair(`${architecture}.attention.head_count_kv`, shape.keyValueHeads),
    stringPair('tokenizer.ggml.model', 'llama'),
    listPair('tokenizer.ggml.tokens', 8, vocabulary.map(text)),
    listPair('tokenizer.ggml.scores', 6, vocabulary.map(float)),
    listPair(
      'tokenizer.ggml.token_type',
      5,
      vocabulary.map((_, index) => uint32(index < 3 ? 3 : 1)),
    ),
    numberPair('tokenizer.ggml.bos_token_id', 1),
    numberPair('tokenizer.ggml.eos_token_id', 2),
  ]
}

function stringPair(key: string, value: string): Buffer {
  return Buffer.concat([text(key), uint32(8), text(value)])
}

function numberPair(key: string, value: number): Buffer {
  return Buffer.concat([text(key), uint32(4), uint32(value)])
}

function listPair(key: string, itemType: number, items: Buffer[]): Buffer {
  return Buffer.concat([text(key), uint32(9), uint32(itemType), uint64(items.length), ...items])
}

function text(value: string): Buffer {
  return Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)])
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(BigInt(value))
  return buffer
}

function float(value: string): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeFloatLE(-value.length)
  return buffer
}
