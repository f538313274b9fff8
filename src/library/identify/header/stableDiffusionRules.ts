import type { BackboneRule } from './headerRule.ts'
import type { TensorView } from './tensorView.ts'

/*
 * UNets in the layout of their first authors (`input_blocks.…`) and of diffusers (`down_blocks.…`). The width of the
 * cross attention is that of the text encoder. InvokeAI configs/main.py, ComfyUI model_detection.py.
 */
const toKey = 'transformer_blocks.0.attn2.to_k.weight'

const width = (tensors: TensorView, original: string, diffusers: string) =>
  tensors.dim(`input_blocks.${original}.${toKey}`, -1) ?? tensors.dim(`down_blocks.${diffusers}.${toKey}`, -1)

/** What the first layer reads: 4 channels of a picture, and what else is given to it. */
function inputVariant(tensors: TensorView): string | undefined {
  const channels = tensors.dim('input_blocks.0.0.weight', 1) ?? tensors.dim('conv_in.weight', 1)
  return channels === 9 ? 'inpaint' : channels === 5 ? 'depth' : channels === 8 ? 'edit' : undefined
}

export const stableDiffusionRules: readonly BackboneRule[] = [
  {
    family: 'svd',
    test: (t) =>
      (t.root('input_blocks') && (t.mentions('.time_stack.') || t.mentions('.time_mix_blocks.'))) ||
      t.has('down_blocks.0.attentions.0.temporal_transformer_blocks.0.attn1.to_q.weight'),
  },
  {
    family: 'sdxl',
    test: (t) => [2048, 1280].includes(width(t, '4.1', '1.attentions.0') ?? 0),
    variant: (t) =>
      width(t, '4.1', '1.attentions.0') === 1280 || t.dim('label_emb.0.0.weight', 1) === 2560
        ? 'refiner'
        : inputVariant(t),
  },
  { family: 'sd1', test: (t) => width(t, '2.1', '0.attentions.0') === 768, variant: inputVariant },
  { family: 'sd2', test: (t) => width(t, '2.1', '0.attentions.0') === 1024, variant: inputVariant },
  {
    family: 'sd3',
    test: (t) => t.has('joint_blocks.0.context_block.attn.qkv.weight'),
    variant: (t) => {
      const hidden = t.dim('x_embedder.proj.weight', 0)
      if (hidden === 2432) return '3.5-large'
      return hidden === 1536 && t.has('joint_blocks.0.x_block.attn2.qkv.weight') ? '3.5-medium' : undefined
    },
  },
  {
    family: 'stable-cascade',
    test: (t) => t.has('clf.1.weight'),
    variant: (t) => (t.root('clip_txt_mapper') ? 'stage-c' : t.root('clip_mapper') ? 'stage-b' : undefined),
  },
]
