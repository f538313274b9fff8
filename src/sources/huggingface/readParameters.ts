import { readCount } from '../readCount.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'

/**
 * Number of weights by the record itself: safetensors.total, else gguf.total, else the sum over safetensors.parameters.
 * Of packed quantizations (GPTQ, AWQ, bitsandbytes) safetensors counts the numbers that hold several weights each, so it
 * is too low; `resolveParameters` mends that where the base is known. https://github.com/huggingface/blog/pull/1483
 */
export function readParameters(model: Pick<HuggingFaceModel, 'safetensors' | 'gguf'>): number | undefined {
  const counts = Object.values(model.safetensors?.parameters ?? {})
  const sum = counts.reduce((total, count) => total + count, 0)
  return readCount(model.safetensors?.total) || readCount(model.gguf?.total) || readCount(sum) || undefined
}
