import type { BaseModel } from './source.ts'

/**
 * A number that holds several weights makes at most 16 of them one (2 bits in 32), which with the parts that stay whole
 * leaves a twentieth at least. What has less is not the packed base but something smaller, such as a draft model.
 */
const leastShare = 0.05
/** Quantizing leaves out no more than this (a vision tower, embeddings that are tied) of what it counts rightly. */
const mostShare = 0.8

/**
 * The number of weights of a model whose parent's is known. A quantized model has as many weights as its base: it takes
 * the base's count when it states none, or when its own is an under-count because several weights are packed into one
 * number. Everything else keeps what it states, as does GGUF, which counts every weight: less there is a pruned or another
 * model.
 *
 * @param own what the record says
 * @param relation to the base; undefined for a model without one
 * @param baseParameters of the base; undefined when unknown
 * @param isGguf whether the model has the format `gguf`
 */
export function resolveParameters(
  own: number | undefined,
  relation: BaseModel['relation'] | undefined,
  baseParameters: number | undefined,
  isGguf: boolean,
): number | undefined {
  if (relation !== 'quantized' || baseParameters === undefined || !(baseParameters > 0)) return own
  if (own === undefined) return baseParameters
  if (isGguf) return own
  const share = own / baseParameters
  return share >= leastShare && share < mostShare ? baseParameters : own
}
