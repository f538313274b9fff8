import type { BackboneRule } from './headerRule.ts'
import type { TensorView } from './tensorView.ts'

/* Denoisers of pictures that are neither Stable Diffusion nor Flux. ComfyUI model_detection.py, InvokeAI configs/main.py. */

const isQwenLike = (t: TensorView) => t.has('txt_norm.weight') && t.has('img_in.weight') && t.has('txt_in.weight')
const hasRefiner = (t: TensorView) => t.has('cap_embedder.1.weight') && t.root('noise_refiner')

export const imageRules: readonly BackboneRule[] = [
  {
    family: 'mage-flow',
    test: (t) => t.dim('txt_norm.weight', 0) === 2560 && t.has('img_in.weight'),
  },
  {
    family: 'qwen-image',
    test: (t) => isQwenLike(t) && t.dim('txt_norm.weight', 0) === 3584,
    variant: (t) =>
      t.has('__index_timestep_zero__')
        ? 'edit-2511'
        : t.has('time_text_embed.addition_t_embedding.weight')
          ? 'layered'
          : undefined,
  },
  { family: 'z-image', test: (t) => hasRefiner(t) && t.dim('cap_embedder.1.weight', 0) === 3840 },
  { family: 'lumina', test: (t) => hasRefiner(t) && t.dim('cap_embedder.1.weight', 0) === 2304, variant: () => '2' },
  { family: 'hidream', test: (t) => t.has('caption_projection.0.linear.weight') },
  { family: 'auraflow', test: (t) => t.has('double_layers.0.attn.w1q.weight') },
  {
    family: 'pixart',
    test: (t) => t.has('t_block.1.weight'),
    variant: (t) => (t.root('ar_embedder') ? 'alpha' : 'sigma'),
  },
  {
    family: 'pixart',
    test: (t) => t.has('adaln_single.emb.timestep_embedder.linear_1.bias') && t.has('pos_embed.proj.bias'),
  },
  { family: 'hunyuan-dit', test: (t) => t.has('mlp_t5.0.weight') },
  { family: 'ideogram4', test: (t) => t.has('embed_image_indicator.weight') },
  { family: 'omnigen2', test: (t) => t.has('time_caption_embed.timestep_embedder.linear_1.bias') },
]
