import { flatLayout, type Tensor, tensor, type TensorLayout } from './tensorLayout.ts'

/** Families of image models that differ in their tensors. */
export type ImageFamily = 'sd1' | 'sd2' | 'sdxl' | 'sd3' | 'flux'

const contextWidth = { sd1: 768, sd2: 1024, sdxl: 2048 } as const
const latentVae = (prefix: string, channels = 4): Tensor[] => [
  tensor(`${prefix}encoder.conv_in.weight`, 128, 3, 3, 3),
  tensor(`${prefix}decoder.conv_in.weight`, 512, channels, 3, 3),
]

/** A whole checkpoint: denoiser, text encoder and VAE in one file. */
export function checkpointLayout(family: ImageFamily, isInpainting = false): TensorLayout {
  const prefix = 'model.diffusion_model.'
  if (family === 'flux') return fluxLayout(prefix, latentVae('vae.', 16))
  if (family === 'sd3') return sd3Layout(prefix, latentVae('first_stage_model.', 16))
  const width = contextWidth[family]
  const isXl = family === 'sdxl'
  const block = isXl ? '4.1' : '2.1'
  return {
    fixed: [
      tensor(`${prefix}input_blocks.0.0.weight`, 320, isInpainting ? 9 : 4, 3, 3),
      tensor(`${prefix}input_blocks.${block}.transformer_blocks.0.attn2.to_k.weight`, isXl ? 640 : 320, width),
      tensor(`${prefix}input_blocks.${block}.transformer_blocks.0.attn2.to_v.weight`, isXl ? 640 : 320, width),
      ...(isXl ? [tensor(`${prefix}label_emb.0.0.weight`, 1280, 2816)] : []),
      ...latentVae('first_stage_model.'),
      isXl
        ? tensor('conditioner.embedders.0.transformer.text_model.final_layer_norm.weight', 768)
        : tensor('cond_stage_model.transformer.text_model.final_layer_norm.weight', family === 'sd2' ? 1024 : 768),
    ],
    firstLayer: 0,
    layers: 12,
    layer: (index) => [
      tensor(`${prefix}output_blocks.${index}.0.in_layers.2.weight`, 640, 320, 3, 3),
      tensor(`${prefix}output_blocks.${index}.0.emb_layers.1.weight`, 640, 1280),
    ],
    stretch: tensor(`${prefix}middle_block.1.transformer_blocks.0.attn2.to_k.weight`, 1280, width),
  }
}

/** The denoiser alone, as diffusers saves a UNet. */
export function unetLayout(family: 'sd1' | 'sd2' | 'sdxl'): TensorLayout {
  const width = contextWidth[family]
  return {
    fixed: [tensor('conv_in.weight', 320, 4, 3, 3), tensor('time_embedding.linear_1.weight', 1280, 320)],
    firstLayer: 0,
    layers: 6,
    layer: (index) => [
      tensor(`down_blocks.1.attentions.0.transformer_blocks.${index}.attn2.to_k.weight`, 640, width),
      tensor(`down_blocks.1.attentions.0.transformer_blocks.${index}.attn2.to_v.weight`, 640, width),
    ],
    stretch: tensor('mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight', 1280, width),
  }
}

/** A Flux.1 transformer. */
export function fluxLayout(prefix = '', extra: readonly Tensor[] = []): TensorLayout {
  return {
    fixed: [
      tensor(`${prefix}img_in.weight`, 3072, 64),
      tensor(`${prefix}guidance_in.in_layer.weight`, 3072, 256),
      tensor(`${prefix}double_blocks.0.img_attn.norm.key_norm.scale`, 128),
      ...extra,
    ],
    firstLayer: 0,
    layers: 19,
    layer: (index) => [
      tensor(`${prefix}double_blocks.${index}.img_attn.qkv.weight`, 9216, 3072),
      tensor(`${prefix}double_blocks.${index}.img_mlp.0.weight`, 12288, 3072),
    ],
    stretch: tensor(`${prefix}single_blocks.0.linear1.weight`, 21504, 3072),
  }
}

/** A Stable Diffusion 3 transformer. */
function sd3Layout(prefix = '', extra: readonly Tensor[] = []): TensorLayout {
  return {
    fixed: [tensor(`${prefix}x_embedder.proj.weight`, 1536, 16, 2, 2), ...extra],
    firstLayer: 0,
    layers: 24,
    layer: (index) => [
      tensor(`${prefix}joint_blocks.${index}.context_block.attn.qkv.weight`, 4608, 1536),
      tensor(`${prefix}joint_blocks.${index}.x_block.attn.qkv.weight`, 4608, 1536),
    ],
    stretch: tensor(`${prefix}context_embedder.weight`, 1536, 4096),
  }
}

/** A VAE in a file of its own. */
export function vaeLayout(family: ImageFamily): TensorLayout {
  const channels = family === 'flux' || family === 'sd3' ? 16 : 4
  return flatLayout(latentVae('', channels), tensor('decoder.mid.attn_1.q.weight', 512, 512, 1, 1))
}

/** A LoRA as image trainers save it. */
export function imageLoraLayout(family: ImageFamily, rank = 16): TensorLayout {
  if (family === 'flux' || family === 'sd3') {
    return {
      fixed: [],
      firstLayer: 0,
      layers: 19,
      layer: (index) => {
        const name = `lora_unet_double_blocks_${index}_img_attn_qkv`
        return [tensor(`${name}.lora_down.weight`, rank, 3072), tensor(`${name}.lora_up.weight`, 9216, rank)]
      },
    }
  }
  const [block, width] = family === 'sdxl' ? ['4_1', 2048] : ['2_1', contextWidth[family]]
  return {
    fixed: [],
    firstLayer: 0,
    layers: 8,
    layer: (index) => {
      const name = `lora_unet_input_blocks_${block}_transformer_blocks_${index}_attn2_to_k`
      return [tensor(`${name}.lora_down.weight`, rank, width), tensor(`${name}.lora_up.weight`, 640, rank)]
    },
  }
}

/** A ControlNet in the layout of its first authors. */
export function controlNetLayout(family: ImageFamily): TensorLayout {
  const width = family === 'flux' || family === 'sd3' ? 768 : contextWidth[family]
  return flatLayout(
    [
      tensor('control_model.zero_convs.0.0.weight', 320, 320, 1, 1),
      tensor('control_model.input_hint_block.0.weight', 16, 3, 3, 3),
    ],
    tensor('control_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight', 320, width),
  )
}

/** A textual inversion. */
export function embeddingLayout(family: ImageFamily): TensorLayout {
  if (family === 'sdxl') return flatLayout([tensor('clip_l', 8, 768)], tensor('clip_g', 8, 1280))
  return flatLayout([], tensor('emb_params', 8, family === 'sd2' ? 1024 : 768))
}

/** A CLIP text encoder in a file of its own. */
export function clipLayout(): TensorLayout {
  return {
    fixed: [tensor('text_model.final_layer_norm.weight', 768)],
    firstLayer: 0,
    layers: 12,
    layer: (index) => [
      tensor(`text_model.encoder.layers.${index}.self_attn.q_proj.weight`, 768, 768),
      tensor(`text_model.encoder.layers.${index}.mlp.fc1.weight`, 3072, 768),
    ],
    stretch: tensor('text_model.embeddings.token_embedding.weight', 49408, 768),
  }
}
