import { hasBareBlock, isAdapter } from './adapterModules.ts'
import { findBackbone } from './backboneRules.ts'
import { findEncoder } from './encoderRules.ts'
import type { HeaderFinding } from './headerRule.ts'
import { identifyAdapter } from './identifyAdapter.ts'
import {
  findAdapterOfPictures,
  findControlNet,
  findEmbedding,
  findMotionModule,
  findUpscaler,
  findVae,
} from './smallRules.ts'
import { createTensorView, type TensorView, type Tensors } from './tensorView.ts'

/** Parts of an all-in-one file that are not its denoiser. */
const otherParts = [
  'first_stage_model',
  'vae',
  'cond_stage_model',
  'conditioner',
  'text_encoder',
  'text_encoders',
  'clip_l',
  't5xxl',
]

/**
 * What the tensors of a file say of it; undefined when no rule knows them. Facts: names and widths by which InvokeAI
 * (configs/), ComfyUI (model_detection.py) and SwarmUI (T2IModelClassSorter.cs) tell models apart.
 */
export function identifyTensors(raw: Tensors): HeaderFinding | undefined {
  const tensors = createTensorView(raw)
  const backbone = findBackbone(tensors)
  // A checkpoint with an adapter merged into it keeps its keys; an adapter may carry single whole tensors.
  if (!(backbone && hasBareBlock(raw)) && isAdapter(raw) && !raw.has('lora_controlnet')) return identifyAdapter(raw)
  const control = findControlNet(tensors)
  if (control) return { ...control, family: control.family ?? backbone?.family }
  const pictures = findAdapterOfPictures(tensors)
  if (pictures) return pictures
  if (backbone) {
    const { family, type = 'diffusion' } = backbone
    const isWhole = otherParts.some((root) => tensors.root(root))
    const kind = isWhole ? 'with VAE or text encoder' : 'without VAE and text encoder'
    return {
      type,
      subtype: isWhole ? 'checkpoints' : 'unet',
      family,
      variant: backbone.variant?.(tensors),
      precision: backbone.precision?.(tensors),
      says: `its tensors are those of ${family}, ${kind}`,
    }
  }
  return findPart(tensors)
}

function findPart(tensors: TensorView): HeaderFinding | undefined {
  return (
    findEmbedding(tensors) ??
    findVae(tensors) ??
    findMotionModule(tensors) ??
    findUpscaler(tensors) ??
    findEncoder(tensors)
  )
}
