import type { ModelType, Subtype } from '../../metadata.ts'
import type { TensorView } from './tensorView.ts'

/** What a header says of its file. */
export interface HeaderFinding {
  type: ModelType
  subtype: Subtype
  /** Lower case; undefined where several families look the same. */
  family?: string | undefined
  /** Which one of its family: `inpaint`, `schnell`, `14b-i2v`. */
  variant?: string | undefined
  precision?: string | undefined
  /** In words for people. */
  says: string
}

/** How the denoiser of a family is told by its tensors. Names are those without tools' prefixes. */
export interface BackboneRule {
  family: string
  test: (tensors: TensorView) => boolean
  variant?: (tensors: TensorView) => string | undefined
  /** Where shapes say something of how the weights are packed. */
  precision?: (tensors: TensorView) => string | undefined
  /** Default `diffusion`. */
  type?: ModelType
}
