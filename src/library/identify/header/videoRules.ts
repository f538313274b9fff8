import type { BackboneRule } from './headerRule.ts'
import type { TensorView } from './tensorView.ts'

/* Denoisers of video, and of pictures and sound built alike. ComfyUI model_detection.py, SwarmUI T2IModelClassSorter.cs. */

const wanSizes: Record<number, string | undefined> = { 1536: '1.3b', 3072: '5b', 5120: '14b' }

function wanVariant(tensors: TensorView): string | undefined {
  const size = wanSizes[tensors.dim('head.modulation', -1) ?? 0]
  const channels = tensors.dim('patch_embedding.weight', 1)
  const isFirst = tensors.root('img_emb')
  const kind = tensors.root('vace_blocks')
    ? 'vace'
    : tensors.root('control_adapter')
      ? 'camera'
      : tensors.root('casual_audio_encoder')
        ? 's2v'
        : tensors.root('face_adapter')
          ? 'animate'
          : isFirst || channels === 36
            ? 'i2v'
            : size === '5b'
              ? 'ti2v'
              : 't2v'
  const version = isFirst ? '2.1' : size === '5b' || kind === 'i2v' ? '2.2' : undefined
  return [version, size, kind].filter(Boolean).join('-')
}

function hunyuanVariant(tensors: TensorView): string {
  if (tensors.root('vision_in')) return '1.5'
  const channels = tensors.dim('img_in.proj.weight', 1)
  return channels === 32 || channels === 33 ? 'i2v' : 't2v'
}

const hasHunyuanRefiner = (t: TensorView) => t.root('txt_in') && t.some('txt_in.individual_token_refiner.')

export const videoRules: readonly BackboneRule[] = [
  {
    family: 'hunyuan-image',
    test: (t) => hasHunyuanRefiner(t) && t.root('byt5_in') && !t.root('vision_in'),
    variant: () => '2.1',
  },
  { family: 'hunyuan-video', test: hasHunyuanRefiner, variant: hunyuanVariant },
  { family: 'wan', test: (t) => t.has('head.modulation'), variant: wanVariant },
  {
    family: 'ltxv',
    // PixArt of diffusers has the same time embedding, and positions besides.
    test: (t) => t.has('adaln_single.emb.timestep_embedder.linear_1.bias') && !t.has('pos_embed.proj.bias'),
    variant: (t) => (t.root('audio_adaln_single') ? '2' : undefined),
  },
  { family: 'mochi', test: (t) => t.has('t5_yproj.weight') },
  { family: 'cogvideox', test: (t) => t.has('blocks.0.norm1.linear.weight') },
  {
    family: 'kandinsky5',
    test: (t) => t.has('visual_transformer_blocks.0.cross_attention.key_norm.weight'),
    variant: (t) => {
      const width = t.dim('visual_embeddings.in_layer.bias', 0) ?? t.dim('visual_embeddings.in_layer.weight', 0)
      return width === 1792 ? 'lite-video' : width === 2560 ? 'lite-image' : width === 4096 ? 'pro-video' : undefined
    },
  },
  {
    family: 'anima',
    test: (t) => t.has('blocks.0.mlp.layer1.weight') && t.some('llm_adapter.blocks.0.'),
  },
  {
    family: 'cosmos',
    test: (t) => t.has('blocks.0.mlp.layer1.weight'),
    variant: () => 'predict2',
  },
  {
    family: 'cosmos',
    test: (t) => t.has('blocks.block0.blocks.0.block.attn.to_q.0.weight'),
    variant: () => 'predict1',
  },
  {
    family: 'seedvr2',
    test: (t) => isLargeSeedVr(t) || t.has('blocks.31.mlp.all.proj_in_gate.weight'),
    variant: (t) => (isLargeSeedVr(t) ? '7b' : '3b'),
  },
  {
    family: 'stable-audio',
    type: 'audio',
    // `transformer.` is no prefix here. ChatGLM has the same positions.
    test: (t) =>
      (t.has('transformer.rotary_pos_emb.inv_freq') || t.has('rotary_pos_emb.inv_freq')) &&
      ['to_cond_embed', 'to_timestep_embed', 'postprocess_conv'].some((name) => t.root(name)),
  },
  { family: 'ace-step', type: 'audio', test: (t) => t.has('genre_embedder.weight'), variant: () => '1' },
  {
    family: 'ace-step',
    type: 'audio',
    test: (t) => t.root('encoder') && t.some('encoder.lyric_encoder.'),
    variant: () => '1.5',
  },
]

function isLargeSeedVr(tensors: TensorView): boolean {
  return (
    tensors.has('blocks.35.mlp.all.proj_in_gate.weight') || tensors.dim('blocks.35.mlp.vid.proj_out.weight', 0) === 3072
  )
}
