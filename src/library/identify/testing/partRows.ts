import type { HeaderRow } from './headerRow.ts'

const toKey = 'transformer_blocks.0.attn2.to_k.weight'
const part = (subtype: NonNullable<HeaderRow['is']['subtype']>, family?: string, variant?: string) => ({
  subtype,
  family,
  variant,
})
const control = (width: number, block = '2.1') => ({
  'control_model.input_hint_block.0.weight': [16, 3, 3, 3],
  [`control_model.input_blocks.${block}.${toKey}`]: [320, width],
})
const conv = (channels: number, ...more: number[]) => ({
  'encoder.conv_in.weight': [128, 3, 3, 3, ...more],
  'decoder.conv_in.weight': [512, channels, 3, 3, ...more],
})

/** What stands beside a denoiser: ControlNets, VAEs, embeddings, IP-Adapters, encoders; and whole files. */
export const partRows: HeaderRow[] = [
  {
    name: 'an all-in-one checkpoint',
    tensors: {
      [`model.diffusion_model.input_blocks.4.1.${toKey}`]: [640, 2048],
      'conditioner.embedders.0.transformer.x': [1],
    },
    is: part('checkpoints', 'sdxl'),
    nearMiss: { [`model.diffusion_model.input_blocks.4.1.${toKey}`]: [640, 2048] },
    isNot: { subtype: 'checkpoints' },
  },
  ...['first_stage_model', 'vae', 'cond_stage_model', 'text_encoder', 'text_encoders', 'clip_l', 't5xxl'].map(
    (root): HeaderRow => ({
      name: `a denoiser with ${root}`,
      nearMiss: { [`model.diffusion_model.input_blocks.2.1.${toKey}`]: [320, 768], [`${root}x.x.weight`]: [1] },
      isNot: { subtype: 'checkpoints' },
      tensors: { [`model.diffusion_model.input_blocks.2.1.${toKey}`]: [320, 768], [`${root}.x.weight`]: [1] },
      is: part('checkpoints', 'sd1'),
    }),
  ),
  { name: 'a ControlNet for SD 1', tensors: control(768), is: part('controlnet', 'sd1'), nearMiss: control(1024) },
  { name: 'a ControlNet for SD 2', tensors: control(1024), is: part('controlnet', 'sd2'), nearMiss: control(768) },
  {
    name: 'a ControlNet for SDXL',
    tensors: control(2048, '4.1'),
    is: part('controlnet', 'sdxl'),
    nearMiss: control(768),
  },
  {
    name: 'a ControlNet for SDXL of diffusers',
    tensors: {
      'controlnet_cond_embedding.conv_in.weight': [16, 3, 3, 3],
      [`down_blocks.1.attentions.0.${toKey}`]: [640, 2048],
    },
    is: part('controlnet', 'sdxl'),
    nearMiss: { [`down_blocks.1.attentions.0.${toKey}`]: [640, 2048] },
    isNot: { subtype: 'controlnet' },
  },
  {
    name: 'a ControlNet for Flux.1 of XLabs',
    tensors: { 'controlnet_blocks.0.weight': [3072, 3072], 'double_blocks.0.img_attn.qkv.weight': [9216, 3072] },
    is: part('controlnet', 'flux1'),
    nearMiss: { 'double_blocks.0.img_attn.qkv.weight': [9216, 3072] },
    isNot: { subtype: 'controlnet' },
  },
  {
    name: 'a ControlNet for Flux.1 of diffusers',
    tensors: { 'controlnet_blocks.0.weight': [3072, 3072], 'transformer_blocks.0.attn.norm_added_k.weight': [128] },
    is: part('controlnet', 'flux1'),
    nearMiss: { 'controlnet_blocks.0.weight': [1536, 1536], 'transformer_blocks.0.attn.to_k.weight': [1536, 1536] },
  },
  {
    name: 'a ControlNet for SD 3',
    nearMiss: { 'transformer_blocks.0.attn.to_k.weight': [1536, 1536] },
    isNot: { subtype: 'controlnet' },
    tensors: { 'controlnet_blocks.0.weight': [1536, 1536], 'transformer_blocks.0.attn.to_k.weight': [1536, 1536] },
    is: part('controlnet', 'sd3'),
  },
  {
    name: 'a ControlNet for Z-Image',
    nearMiss: { 'layers.0.attention.qkv.weight': [11520, 3840] },
    isNot: { subtype: 'controlnet' },
    tensors: {
      'control_layers.0.attention.qkv.weight': [11520, 3840],
      'control_all_x_embedder.2-1.weight': [3840, 132],
    },
    is: part('controlnet', 'z-image'),
  },
  {
    name: 'a Control-LoRA for SDXL',
    tensors: { lora_controlnet: [1], [`input_blocks.4.1.${toKey.replace('.weight', '.down')}`]: [128, 2048] },
    is: part('controlnet', 'sdxl', 'control-lora'),
    nearMiss: { lora_control: [1] },
  },
  {
    name: 'a VAE of SD or SDXL',
    tensors: conv(4),
    is: part('vae', undefined),
    nearMiss: { 'decoder.conv_out.weight': [3, 128, 3, 3] },
  },
  { name: 'a VAE of Flux.1 or SD 3', tensors: conv(16), is: part('vae', 'flux1'), nearMiss: conv(4) },
  { name: 'a VAE of Flux.2', tensors: conv(32), is: part('vae', 'flux2'), nearMiss: conv(16) },
  { name: 'a VAE of Wan 2.1 or Qwen-Image', tensors: conv(16, 3), is: part('vae', 'wan', '2.1'), nearMiss: conv(16) },
  {
    name: 'a VAE of Wan 2.2 5B',
    tensors: conv(48, 3),
    is: part('vae', 'wan', '2.2'),
    nearMiss: conv(16, 3),
    isNot: { variant: '2.2' },
  },
  {
    name: 'a VAE of Wan 2.1 as its authors name it',
    tensors: { 'encoder.conv1.weight': [96, 3, 3, 3, 3], 'decoder.conv1.weight': [384, 16, 3, 3, 3] },
    is: part('vae', 'wan', '2.1'),
    nearMiss: { 'encoder.conv1.weight': [96, 3, 3, 3], 'decoder.conv1.weight': [384, 16, 3, 3] },
  },
  {
    name: 'the first stage of Stable Cascade',
    tensors: { 'vquantizer.codebook.weight': [8192, 4] },
    is: part('vae', 'stable-cascade', 'stage-a'),
    nearMiss: { 'vquantizer.weight': [8192, 4] },
  },
  {
    name: 'an embedding for SD 1',
    tensors: { emb_params: [8, 768] },
    is: part('embeddings', 'sd1'),
    nearMiss: { emb_params: [8, 1024] },
  },
  {
    name: 'an embedding for SD 2',
    tensors: { emb_params: [8, 1024] },
    is: part('embeddings', 'sd2'),
    nearMiss: { emb: [8, 1024] },
  },
  {
    name: 'an embedding for SDXL',
    tensors: { clip_l: [8, 768], clip_g: [8, 1280] },
    is: part('embeddings', 'sdxl'),
    nearMiss: { clip_l: [8, 768] },
  },
  {
    name: 'an embedding of A1111',
    nearMiss: { 'string_to_token.*': [4, 768] },
    tensors: { 'string_to_param.*': [4, 768] },
    is: part('embeddings', 'sd1'),
  },
  ...(
    [
      [768, 'sd1'],
      [1024, 'sd2'],
      [2048, 'sdxl'],
    ] as const
  ).map(([width, family]): HeaderRow => ({
    name: `an IP-Adapter for ${family}`,
    tensors: { 'image_proj.proj.weight': [3072, 1024], 'ip_adapter.1.to_k_ip.weight': [320, width] },
    is: part('ipadapter', family),
    nearMiss: { 'image_proj.proj.weight': [3072, 1024], 'ip_adapter.1.to_k_ip.weight': [320, 512] },
  })),
  {
    name: 'an IP-Adapter for Flux.1',
    tensors: {
      'ip_adapter_proj_model.proj.weight': [16384, 768],
      'double_blocks.0.processor.ip_adapter_double_stream_k_proj.weight': [3072, 4096],
    },
    is: part('ipadapter', 'flux1'),
    nearMiss: { 'double_blocks.0.processor.k_proj.weight': [3072, 4096] },
  },
  {
    name: 'an upscaler',
    tensors: { 'conv_first.weight': [64, 3, 3, 3], 'body.0.rdb1.conv1.weight': [32, 64, 3, 3] },
    is: part('upscale', 'esrgan'),
    nearMiss: { 'conv_first.weight': [64, 3, 3, 3] },
  },
  {
    name: 'an upscaler of old',
    nearMiss: { 'model.0.weight': [64, 3, 3, 3], 'model.1.sub.0.conv1.weight': [32, 64, 3, 3] },
    tensors: { 'model.0.weight': [64, 3, 3, 3], 'model.1.sub.0.RDB1.conv1.0.weight': [32, 64, 3, 3] },
    is: part('upscale', 'esrgan'),
  },
  {
    name: 'a T5 text encoder',
    tensors: { 'shared.weight': [32128, 4096], 'encoder.block.0.layer.0.SelfAttention.q.weight': [4096, 4096] },
    is: part('t5', 't5'),
    nearMiss: { 'encoder.block.0.layer.0.attention.q.weight': [4096, 4096] },
  },
  {
    name: 'a multilingual T5 text encoder',
    nearMiss: { 'shared.weight': [32128, 4096], 'encoder.block.0.layer.0.SelfAttention.q.weight': [4096, 4096] },
    isNot: { variant: 'umt5' },
    tensors: { 'shared.weight': [256384, 4096], 'encoder.block.0.layer.0.SelfAttention.q.weight': [4096, 4096] },
    is: part('t5', 't5', 'umt5'),
  },
  {
    name: 'CLIP-L',
    nearMiss: { 'text_model.encoder.layers.0.self_attn.q_proj.weight': [1280, 1280] },
    isNot: { variant: 'clip-l' },
    tensors: { 'text_model.encoder.layers.0.self_attn.q_proj.weight': [768, 768] },
    is: part('clip', 'clip', 'clip-l'),
  },
  {
    name: 'CLIP-G',
    nearMiss: { 'text_model.encoder.layers.0.self_attn.q_proj.weight': [768, 768] },
    isNot: { variant: 'clip-g' },
    tensors: { 'text_model.encoder.layers.0.self_attn.q_proj.weight': [1280, 1280] },
    is: part('clip', 'clip', 'clip-g'),
  },
  {
    name: 'a CLIP image encoder',
    nearMiss: { 'vision_model.encoder.layers.0.mlp.fc1.weight': [1024, 1024] },
    tensors: { 'vision_model.encoder.layers.0.self_attn.q_proj.weight': [1024, 1024] },
    is: part('clip_vision', 'clip'),
  },
]

/** The same for GGUF: what `general.architecture` says (undefined: nothing), and the tensors. */
export const ggufRows: (HeaderRow & { architecture: string | undefined })[] = [
  {
    name: 'Flux.1 dev',
    architecture: 'flux',
    tensors: {
      'img_in.weight': [3072, 64],
      'double_blocks.0.img_attn.norm.key_norm.scale': [128],
      'guidance_in.in_layer.weight': [3072, 256],
    },
    is: part('unet', 'flux1', 'dev'),
  },
  { name: 'SD 1', architecture: 'sd1', tensors: {}, is: part('unet', 'sd1') },
  { name: 'SDXL', architecture: 'sdxl', tensors: {}, is: part('unet', 'sdxl') },
  { name: 'SD 3', architecture: 'sd3', tensors: {}, is: part('unet', 'sd3') },
  { name: 'AuraFlow', architecture: 'aura', tensors: {}, is: part('unet', 'auraflow') },
  { name: 'HiDream', architecture: 'hidream', tensors: {}, is: part('unet', 'hidream') },
  { name: 'Cosmos', architecture: 'cosmos', tensors: {}, is: part('unet', 'cosmos') },
  { name: 'LTXV', architecture: 'ltxv', tensors: {}, is: part('unet', 'ltxv') },
  { name: 'Hunyuan Video', architecture: 'hyvid', tensors: {}, is: part('unet', 'hunyuan-video') },
  {
    name: 'Wan 14B',
    architecture: 'wan',
    tensors: { 'head.modulation': [1, 2, 5120], 'patch_embedding.weight': [5120, 36, 1, 2, 2] },
    is: part('unet', 'wan', '2.2-14b-i2v'),
  },
  { name: 'Lumina 2', architecture: 'lumina2', tensors: {}, is: part('unet', 'lumina') },
  {
    name: 'Z-Image under the name of Lumina 2',
    architecture: 'lumina2',
    tensors: { 'cap_embedder.1.weight': [3840, 2560], 'noise_refiner.0.attention.k_norm.weight': [128] },
    is: part('unet', 'z-image'),
  },
  { name: 'Qwen-Image', architecture: 'qwen_image', tensors: {}, is: part('unet', 'qwen-image') },
  { name: 'T5', architecture: 't5', tensors: {}, is: part('t5', 't5') },
  { name: 'T5, the encoder', architecture: 't5encoder', tensors: {}, is: part('t5', 't5') },
  { name: 'Llama', architecture: 'llama', tensors: {}, is: { type: 'llm', subtype: 'full', family: 'llama' } },
  { name: 'Qwen2-VL', architecture: 'qwen2vl', tensors: {}, is: { type: 'vlm', subtype: 'full', family: 'qwen' } },
  {
    name: 'a denoiser of stable-diffusion.cpp',
    architecture: undefined,
    tensors: {
      'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': [320, 768],
      'first_stage_model.x.weight': [1],
    },
    is: part('checkpoints', 'sd1'),
  },
  {
    name: 'a denoiser that calls itself pig',
    architecture: 'pig',
    tensors: { 'head.modulation': [1, 2, 1536] },
    is: part('unet', 'wan', '1.3b-t2v'),
  },
  {
    name: 'a T5 text encoder without a name',
    architecture: undefined,
    tensors: { 'enc.blk.0.attn_q.weight': [4096, 4096], 'token_embd.weight': [32128, 4096] },
    is: part('t5', 't5'),
    nearMiss: { 'dec.blk.0.attn_q.weight': [4096, 4096] },
  },
  ...[1024, 2560, 4096].map((width): HeaderRow & { architecture: undefined } => ({
    name: `a Qwen3 text encoder of ${width} without a name`,
    architecture: undefined,
    tensors: { 'token_embd.weight': [151936, width], 'blk.0.attn_q_norm.weight': [128] },
    is: part('text_encoders', 'qwen', 'qwen3'),
    nearMiss: { 'token_embd.weight': [151936, 3584], 'blk.0.attn_q_norm.weight': [128] },
  })),
  {
    name: 'a Gemma 2 text encoder without a name',
    architecture: undefined,
    tensors: { 'token_embd.weight': [256000, 2304], 'blk.0.post_ffw_norm.weight': [2304] },
    is: part('text_encoders', 'gemma', 'gemma2'),
    nearMiss: { 'token_embd.weight': [256000, 2304], 'blk.0.ffn_norm.weight': [2304] },
  },
]
