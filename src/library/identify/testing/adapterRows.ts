import type { HeaderRow, Shapes } from './headerRow.ts'

const kohya = (layer: string, reads: number, writes: number, rank = 16): Shapes => ({
  [`lora_unet_${layer}.lora_down.weight`]: [rank, reads],
  [`lora_unet_${layer}.lora_up.weight`]: [writes, rank],
  [`lora_unet_${layer}.alpha`]: [],
})
const peft = (layer: string, reads: number, writes: number, rank = 16): Shapes => ({
  [`${layer}.lora_A.weight`]: [rank, reads],
  [`${layer}.lora_B.weight`]: [writes, rank],
})
const lora = (family: string | undefined, variant?: string) => ({ subtype: 'loras', family, variant }) as const
const sdCross = 'down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k'

/** Adapters (LoRA and its relatives). */
export const adapterRows: HeaderRow[] = [
  { name: 'a LoRA for SD 1', tensors: kohya(sdCross, 768, 320), is: lora('sd1'), nearMiss: kohya(sdCross, 640, 320) },
  { name: 'a LoRA for SD 2', tensors: kohya(sdCross, 1024, 320), is: lora('sd2'), nearMiss: kohya(sdCross, 768, 320) },
  {
    name: 'a LoRA for SDXL',
    tensors: kohya(sdCross, 2048, 640),
    is: lora('sdxl'),
    nearMiss: kohya(sdCross, 1024, 640),
  },
  {
    name: 'a LoRA for the refiner of SDXL',
    nearMiss: kohya(sdCross, 1281, 640),
    tensors: kohya(sdCross, 1280, 640),
    is: lora('sdxl'),
  },
  {
    name: 'a LoRA for SDXL that changes only its text encoders',
    tensors: {
      'lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight': [16, 768],
      'lora_te2_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight': [16, 1280],
    },
    is: lora('sdxl'),
    nearMiss: { 'lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight': [16, 768] },
  },
  {
    name: 'a LoRA for SD 1 that changes only its text encoder',
    nearMiss: { 'lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight': [16, 1024] },
    tensors: { 'lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight': [16, 768] },
    is: lora('sd1'),
  },
  {
    name: 'a LoKr for SDXL',
    nearMiss: { [`lora_unet_${sdCross}.lokr_w1`]: [8, 16], [`lora_unet_${sdCross}.lokr_w2`]: [80, 64] },
    tensors: {
      [`lora_unet_${sdCross}.lokr_w1`]: [8, 16],
      [`lora_unet_${sdCross}.lokr_w2`]: [80, 128],
    },
    is: lora('sdxl'),
  },
  {
    name: 'a LoHa for SD 1',
    nearMiss: { [`lora_unet_${sdCross}.hada_w1_a`]: [320, 8], [`lora_unet_${sdCross}.hada_w1_b`]: [8, 1024] },
    tensors: { [`lora_unet_${sdCross}.hada_w1_a`]: [320, 8], [`lora_unet_${sdCross}.hada_w1_b`]: [8, 768] },
    is: lora('sd1'),
  },
  {
    name: 'a LoRA for Flux.1 of kohya',
    tensors: {
      ...kohya('double_blocks_0_img_attn_proj', 3072, 3072),
      ...kohya('double_blocks_0_img_mlp_0', 3072, 12288),
    },
    is: lora('flux1'),
    nearMiss: {
      ...kohya('double_blocks_0_img_attn_proj', 3072, 3072),
      ...kohya('double_blocks_0_img_mlp_0', 3072, 18432),
    },
  },
  {
    name: 'a LoRA for Flux.1 of diffusers',
    nearMiss: peft('transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj', 3072, 27648),
    tensors: {
      ...peft('transformer.single_transformer_blocks.0.attn.to_q', 3072, 3072),
      ...peft('transformer.transformer_blocks.0.attn.add_k_proj', 3072, 3072),
    },
    is: lora('flux1'),
  },
  {
    name: 'a LoRA for Flux.2 Klein 4B, by its MLP',
    tensors: {
      ...peft('diffusion_model.double_blocks.0.img_attn.proj', 3072, 3072),
      ...peft('diffusion_model.double_blocks.0.img_mlp.0', 3072, 18432),
    },
    is: lora('flux2', 'klein-4b'),
    nearMiss: {
      ...peft('diffusion_model.double_blocks.0.img_attn.proj', 3072, 3072),
      ...peft('diffusion_model.double_blocks.0.img_mlp.0', 3072, 12288),
    },
  },
  {
    name: 'a LoRA for Flux.2 Klein 9B',
    nearMiss: peft('diffusion_model.double_blocks.0.img_attn.proj', 3072, 3072),
    tensors: peft('diffusion_model.double_blocks.0.img_attn.proj', 4096, 4096),
    is: lora('flux2', 'klein-9b'),
  },
  {
    name: 'a LoRA for Flux.2 dev, by the summary of the text',
    tensors: {
      ...kohya('double_blocks_0_img_attn_proj', 6144, 6144),
      ...kohya('vector_in_in_layer', 5120, 6144),
    },
    is: lora('flux2', 'dev'),
    nearMiss: { ...kohya('double_blocks_0_img_attn_proj', 3072, 3072), ...kohya('vector_in_in_layer', 768, 3072) },
  },
  {
    name: 'a LoRA for Flux.2 of diffusers',
    nearMiss: peft('transformer.single_transformer_blocks.0.attn.to_q', 3072, 3072),
    tensors: peft('transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj', 3072, 27648),
    is: lora('flux2', 'klein-4b'),
  },
  {
    name: 'a LoRA for Chroma',
    tensors: {
      ...kohya('double_blocks_0_img_attn_proj', 3072, 3072),
      ...kohya('distilled_guidance_layer_layers_0_in_layer', 5120, 5120),
    },
    is: lora('chroma'),
    nearMiss: kohya('double_blocks_0_img_attn_proj', 3072, 3072),
  },
  {
    name: 'a LoRA for Hunyuan Video',
    tensors: kohya('double_blocks_0_img_mlp_fc1', 3072, 12288),
    is: lora('hunyuan-video'),
    nearMiss: kohya('double_blocks_0_img_mlp_0', 3072, 12288),
  },
  {
    name: 'a LoRA for Wan 14B',
    tensors: peft('diffusion_model.blocks.0.cross_attn.k', 5120, 5120),
    is: lora('wan', '14b'),
    nearMiss: peft('diffusion_model.blocks.0.cross_attn.kv', 5120, 5120),
  },
  {
    name: 'a LoRA for Wan 1.3B',
    nearMiss: kohya('blocks_0_cross_attn_k', 5120, 5120),
    isNot: { variant: '1.3b' },
    tensors: kohya('blocks_0_cross_attn_k', 1536, 1536),
    is: lora('wan', '1.3b'),
  },
  {
    name: 'a LoRA for Wan 14B from pictures, with a patch of its first layer',
    nearMiss: peft('diffusion_model.blocks.0.cross_attn.k', 5120, 5120),
    isNot: { variant: '14b-i2v' },
    tensors: {
      ...peft('diffusion_model.blocks.0.cross_attn.k', 5120, 5120),
      ...peft('diffusion_model.blocks.0.cross_attn.k_img', 5120, 5120),
      'diffusion_model.patch_embedding.weight': [5120, 36, 1, 2, 2],
      'diffusion_model.head.modulation': [1, 2, 5120],
    },
    is: lora('wan', '14b-i2v'),
  },
  {
    name: 'a LoRA for Qwen-Image',
    tensors: {
      ...peft('transformer_blocks.0.attn.add_k_proj', 3072, 3072),
      ...peft('transformer_blocks.0.img_mlp.net.0.proj', 3072, 12288),
    },
    is: lora('qwen-image'),
    nearMiss: peft('transformer_blocks.0.attn.add_k_proj', 3072, 3072),
  },
  {
    name: 'a LoRA for Z-Image',
    tensors: {
      ...peft('diffusion_model.layers.0.adaLN_modulation.0', 256, 15360),
      ...peft('diffusion_model.layers.0.feed_forward.w3', 3840, 10240),
    },
    is: lora('z-image'),
    nearMiss: peft('diffusion_model.layers.0.feed_forward.w3', 3840, 10240),
  },
  {
    name: 'a LoRA for Lumina 2',
    nearMiss: {
      ...peft('diffusion_model.layers.0.adaLN_modulation.1', 1024, 9216),
      ...peft('diffusion_model.layers.0.feed_forward.w3', 3840, 9216),
    },
    tensors: {
      ...peft('diffusion_model.layers.0.adaLN_modulation.1', 1024, 9216),
      ...peft('diffusion_model.layers.0.feed_forward.w3', 2304, 9216),
    },
    is: lora('lumina', '2'),
  },
  {
    name: 'a LoRA for Krea 2',
    tensors: {
      ...peft('diffusion_model.blocks.0.attn.wq', 6144, 6144),
      ...peft('diffusion_model.blocks.0.attn.gate', 6144, 6144),
    },
    is: lora('krea2'),
    nearMiss: peft('diffusion_model.blocks.0.attn.wq', 6144, 6144),
  },
  {
    name: 'a LoRA for Krea 2 of diffusers',
    nearMiss: peft('transformer.text_blocks.0.attn.to_q', 2560, 2560),
    tensors: peft('transformer.text_fusion.layerwise_blocks.0.attn.to_q', 2560, 2560),
    is: lora('krea2'),
  },
  {
    name: 'a LoRA for Anima',
    tensors: {
      ...peft('diffusion_model.blocks.0.mlp.layer1', 2048, 8192),
      ...peft('diffusion_model.llm_adapter.blocks.0.cross_attn.q_proj', 1024, 1024),
    },
    is: lora('anima'),
    nearMiss: peft('diffusion_model.blocks.0.mlp.layer1', 2048, 8192),
  },
  {
    name: 'a LoRA for Cosmos',
    tensors: {
      ...peft('diffusion_model.blocks.0.mlp.layer1', 2048, 8192),
      ...peft('diffusion_model.blocks.0.cross_attn.q_proj', 2048, 2048),
    },
    is: lora('cosmos', 'predict2'),
    nearMiss: peft('diffusion_model.blocks.0.cross_attn.q_proj', 2048, 2048),
  },
  {
    name: 'a LoRA for LTXV',
    tensors: peft('diffusion_model.transformer_blocks.0.attn2.to_k', 2048, 2048),
    is: lora('ltxv'),
    nearMiss: kohya(sdCross, 2048, 640),
  },
  {
    name: 'an adapter of a language model',
    nearMiss: { 'model.layers.0.self_attn.q_proj.weight': [4096, 4096] },
    tensors: peft('base_model.model.model.layers.0.self_attn.q_proj', 4096, 4096),
    is: { type: 'llm', subtype: 'loras', family: undefined },
  },
  {
    name: 'a checkpoint with a LoRA merged into it',
    tensors: {
      'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': [320, 768],
      'first_stage_model.decoder.conv_in.weight': [512, 4, 3, 3],
      ...kohya(sdCross, 768, 320),
    },
    is: { subtype: 'checkpoints', family: 'sd1' },
    nearMiss: kohya(sdCross, 768, 320),
    isNot: { subtype: 'checkpoints' },
  },
]
