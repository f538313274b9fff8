import { fluxRules } from './fluxRules.ts'
import type { BackboneRule } from './headerRule.ts'
import { imageRules } from './imageRules.ts'
import { stableDiffusionRules } from './stableDiffusionRules.ts'
import type { TensorView } from './tensorView.ts'
import { videoRules } from './videoRules.ts'

/** Hunyuan has blocks that read like Flux, so video comes first. The first rule that holds decides. */
const rules: readonly BackboneRule[] = [...stableDiffusionRules, ...videoRules, ...fluxRules, ...imageRules]

/** The rule of the denoiser that is in the file, if there is one. */
export function findBackbone(tensors: TensorView): BackboneRule | undefined {
  return rules.find(({ test }) => test(tensors))
}
