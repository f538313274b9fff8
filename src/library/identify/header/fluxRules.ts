import type { BackboneRule } from './headerRule.ts'
import type { TensorView } from './tensorView.ts'

/* Flux and what was made of its blocks. ComfyUI model_detection.py; InvokeAI configs/main.py, flux2_variant.py. */

const eitherNorm = (tensors: TensorView, name: string) => tensors.has(`${name}.scale`) || tensors.has(`${name}.weight`)
const hasFluxBlocks = (tensors: TensorView) => eitherNorm(tensors, 'double_blocks.0.img_attn.norm.key_norm')
/** Width of the text that Flux.2 reads: three layers of its encoder side by side. */
const flux2Contexts: Record<number, string | undefined> = { 15360: 'dev', 7680: 'klein-4b', 12288: 'klein-9b' }
const flux2Modulations: Record<number, string | undefined> = { 36864: 'dev', 18432: 'klein-4b', 24576: 'klein-9b' }

const contextOf = (tensors: TensorView) =>
  tensors.dim('txt_in.weight', 1) ?? tensors.dim('context_embedder.weight', 1) ?? 0

export const fluxRules: readonly BackboneRule[] = [
  {
    family: 'flux2',
    test: (t) =>
      t.has('double_stream_modulation_img.lin.weight') ||
      t.has('double_stream_modulation_img.linear.weight') ||
      // Flux.1 for control pictures reads 128 channels, too.
      (t.dim('img_in.weight', 1) === 128 && flux2Contexts[contextOf(t)] !== undefined),
    variant: (t) =>
      flux2Modulations[t.dim('double_stream_modulation_img.lin.weight', 0) ?? 0] ?? flux2Contexts[contextOf(t)],
  },
  {
    family: 'chroma',
    test: (t) => t.root('distilled_guidance_layer') && (t.root('double_blocks') || t.root('nerf_blocks')),
    variant: (t) => (t.root('nerf_blocks') ? 'radiance' : undefined),
  },
  {
    family: 'flux1',
    test: (t) => hasFluxBlocks(t) && t.has('img_in.weight'),
    variant: (t) => {
      const channels = t.dim('img_in.weight', 1)
      if (channels === 384) return 'fill'
      if (channels === 128) return 'control'
      return t.root('guidance_in') ? 'dev' : 'schnell'
    },
    precision: (t) => (t.dim('img_in.weight', 1) === 1 ? 'nf4' : undefined),
  },
  {
    // As diffusers names the same blocks.
    family: 'flux1',
    test: (t) =>
      t.has('single_transformer_blocks.0.attn.norm_k.weight') &&
      t.has('single_transformer_blocks.0.proj_mlp.weight') &&
      [64, 128, 384].includes(t.dim('x_embedder.weight', 1) ?? 0),
    variant: (t) => {
      const channels = t.dim('x_embedder.weight', 1)
      if (channels === 384) return 'fill'
      if (channels === 128) return 'control'
      return t.has('time_text_embed.guidance_embedder.linear_1.weight') ? 'dev' : 'schnell'
    },
  },
  {
    family: 'krea2',
    test: (t) => t.has('txtfusion.projector.weight') || (t.root('text_fusion') && t.has('img_in.weight')),
  },
]
