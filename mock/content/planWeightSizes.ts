import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { fileKind } from './fileKind.ts'
import { quantizationLabel, quantizations } from './makeGguf.ts'
import { parameterCount, repoKind } from './repoKind.ts'
import { fractionOf } from './seed.ts'

/** A repo with very many large files gets smaller ones, so that its file tree can be hashed in a moment. */
const fullSizeFiles = 32

// What the parts of image pipelines take, in bytes.
const usualSizes: [RegExp, number][] = [
  [/(?:^|\/)transformer\//, 12e9],
  [/(?:^|\/)unet\//, 3.4e9],
  [/(?:^|\/)text_encoder_2\//, 4.7e9],
  [/(?:^|\/)text_encoder\//, 0.5e9],
  [/(?:^|\/)vae\//, 0.17e9],
  [/mmproj/, 0.9e9],
]

/**
 * How large each file of weights shall be, in bytes. Files of one repo keep their proportions: the largest gets
 * `maxFileSize` if it is larger in life, and the others shrink alike.
 */
export function planWeightSizes(
  record: HuggingFaceRecord,
  paths: readonly string[],
  maxFileSize: number,
): Map<string, number> {
  const told = new Map(record.siblings?.map(({ rfilename, size }) => [rfilename, size]))
  const weights = paths.filter((path) => /^(?:safetensors|gguf|torch|pickle|onnx|zip|noise)$/.test(fileKind(path)))
  const real = new Map(weights.map((path) => [path, told.get(path) ?? usualSize(record, path, weights)]))
  const largest = Math.max(1, ...real.values())
  const scale = Math.min(1, maxFileSize / largest) * Math.min(1, fullSizeFiles / Math.max(1, weights.length))
  return new Map([...real].map(([path, size]) => [path, Math.max(1, Math.floor(size * scale))]))
}

function usualSize(record: HuggingFaceRecord, path: string, weights: readonly string[]): number {
  const parameters = parameterCount(record)
  const kind = fileKind(path)
  if (kind === 'noise') return 1024 * Math.ceil(1 + 63 * fractionOf(`${record.id}/${path}`))
  if (kind === 'pickle') return 100_000
  const usual = usualSizes.find(([pattern]) => pattern.test(path))?.[1]
  if (usual !== undefined) return usual
  if (kind === 'gguf') {
    const label = quantizationLabel(path)
    const bits = (label === undefined ? undefined : quantizations[label]?.bitsPerWeight) ?? 5
    return ((parameters ?? 3e9) * bits) / 8
  }
  const kindOfRepo = repoKind(record)
  if (kindOfRepo === 'adapter' || kindOfRepo === 'image-lora') return 20e6 + 180e6 * fractionOf(record.id)
  const alike = weights.filter((other) => fileKind(other) === kind).length
  if (parameters !== undefined) return (parameters * 2) / alike
  return (record.usedStorage ?? 400e6) / alike
}
