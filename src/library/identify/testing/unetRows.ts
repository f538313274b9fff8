import type { HeaderRow } from './headerRow.ts'

const toKey = 'transformer_blocks.0.attn2.to_k.weight'
const sd1 = { 'input_blocks.0.0.weight': [320, 4, 3, 3], [`input_blocks.2.1.${toKey}`]: [320, 768] }
const sdxl = { 'input_blocks.0.0.weight': [320, 4, 3, 3], [`input_blocks.4.1.${toKey}`]: [640, 2048] }
const flux = { 'img_in.weight': [3072, 64], 'double_blocks.0.img_attn.norm.key_norm.scale': [128] }

/** Denoisers of Stable Diffusion and of Flux. */
export const unetRows: HeaderRow[] = [
  {
    name: 'SD 1',
    tensors: sd1,
    is: { family: 'sd1', variant: undefined },
    nearMiss: { [`input_blocks.2.1.${toKey}`]: [320, 640] },
  },
  {
    name: 'SD 2',
    tensors: { [`input_blocks.2.1.${toKey}`]: [320, 1024] },
    is: { family: 'sd2' },
    nearMiss: sd1,
  },
  {
    name: 'SD 1 for inpainting',
    tensors: { ...sd1, 'input_blocks.0.0.weight': [320, 9, 3, 3] },
    is: { family: 'sd1', variant: 'inpaint' },
    nearMiss: sd1,
    isNot: { variant: 'inpaint' },
  },
  {
    name: 'SD 2 with depth',
    tensors: { 'input_blocks.0.0.weight': [320, 5, 3, 3], [`input_blocks.2.1.${toKey}`]: [320, 1024] },
    is: { family: 'sd2', variant: 'depth' },
    nearMiss: { 'input_blocks.0.0.weight': [320, 4, 3, 3], [`input_blocks.2.1.${toKey}`]: [320, 1024] },
    isNot: { variant: 'depth' },
  },
  {
    name: 'SD 1 that edits',
    nearMiss: sd1,
    isNot: { variant: 'edit' },
    tensors: { ...sd1, 'input_blocks.0.0.weight': [320, 8, 3, 3] },
    is: { family: 'sd1', variant: 'edit' },
  },
  {
    name: 'SDXL',
    tensors: { ...sdxl, 'label_emb.0.0.weight': [1280, 2816] },
    is: { family: 'sdxl', variant: undefined },
    nearMiss: { [`input_blocks.4.1.${toKey}`]: [640, 768], [`input_blocks.2.1.${toKey}`]: [320, 768] },
  },
  {
    name: 'SDXL for inpainting',
    nearMiss: sdxl,
    isNot: { variant: 'inpaint' },
    tensors: { ...sdxl, 'input_blocks.0.0.weight': [320, 9, 3, 3] },
    is: { family: 'sdxl', variant: 'inpaint' },
  },
  {
    name: 'the refiner of SDXL',
    tensors: {
      'input_blocks.0.0.weight': [384, 4, 3, 3],
      [`input_blocks.4.1.${toKey}`]: [768, 1280],
      'label_emb.0.0.weight': [1536, 2560],
    },
    is: { family: 'sdxl', variant: 'refiner' },
    nearMiss: { ...sdxl, 'label_emb.0.0.weight': [1280, 2816] },
    isNot: { variant: 'refiner' },
  },
  {
    name: 'SD 1 of diffusers',
    nearMiss: { [`down_blocks.0.attentions.0.${toKey}`]: [320, 1024] },
    tensors: { 'conv_in.weight': [320, 4, 3, 3], [`down_blocks.0.attentions.0.${toKey}`]: [320, 768] },
    is: { family: 'sd1' },
  },
  {
    name: 'SDXL of diffusers',
    nearMiss: { [`down_blocks.1.attentions.0.${toKey}`]: [640, 1024] },
    tensors: { 'conv_in.weight': [320, 4, 3, 3], [`down_blocks.1.attentions.0.${toKey}`]: [640, 2048] },
    is: { family: 'sdxl' },
  },
  {
    name: 'SVD',
    tensors: {
      [`input_blocks.1.1.${toKey}`]: [320, 1024],
      [`input_blocks.2.1.${toKey}`]: [320, 1024],
      'input_blocks.1.1.time_stack.0.attn1.to_q.weight': [320, 320],
    },
    is: { family: 'svd' },
    nearMiss: { [`input_blocks.2.1.${toKey}`]: [320, 1024] },
  },
  {
    name: 'SD 3',
    tensors: {
      'joint_blocks.0.context_block.attn.qkv.weight': [4608, 1536],
      'x_embedder.proj.weight': [1536, 16, 2, 2],
    },
    is: { family: 'sd3', variant: undefined },
    nearMiss: { 'joint_blocks.0.x_block.attn.qkv.weight': [4608, 1536] },
  },
  {
    name: 'SD 3.5 large',
    tensors: {
      'joint_blocks.0.context_block.attn.qkv.weight': [7296, 2432],
      'x_embedder.proj.weight': [2432, 16, 2, 2],
    },
    is: { family: 'sd3', variant: '3.5-large' },
    nearMiss: {
      'joint_blocks.0.context_block.attn.qkv.weight': [4608, 1536],
      'x_embedder.proj.weight': [1536, 16, 2, 2],
    },
    isNot: { variant: '3.5-large' },
  },
  {
    name: 'SD 3.5 medium',
    nearMiss: {
      'joint_blocks.0.context_block.attn.qkv.weight': [4608, 1536],
      'x_embedder.proj.weight': [1536, 16, 2, 2],
    },
    isNot: { variant: '3.5-medium' },
    tensors: {
      'joint_blocks.0.context_block.attn.qkv.weight': [4608, 1536],
      'joint_blocks.0.x_block.attn2.qkv.weight': [4608, 1536],
      'x_embedder.proj.weight': [1536, 16, 2, 2],
    },
    is: { family: 'sd3', variant: '3.5-medium' },
  },
  {
    name: 'Stable Cascade, stage C',
    tensors: { 'clf.1.weight': [64, 2048, 1, 1], 'clip_txt_mapper.weight': [2048, 1280] },
    is: { family: 'stable-cascade', variant: 'stage-c' },
    nearMiss: { 'clf.0.weight': [64, 2048, 1, 1], 'clip_txt_mapper.weight': [2048, 1280] },
  },
  {
    name: 'Stable Cascade, stage B',
    tensors: { 'clf.1.weight': [16, 320, 1, 1], 'clip_mapper.weight': [5120, 1280] },
    is: { family: 'stable-cascade', variant: 'stage-b' },
    nearMiss: { 'clf.1.weight': [64, 2048, 1, 1], 'clip_txt_mapper.weight': [2048, 1280] },
    isNot: { variant: 'stage-b' },
  },
  {
    name: 'Flux.1 dev',
    tensors: { ...flux, 'guidance_in.in_layer.weight': [3072, 256] },
    is: { family: 'flux1', variant: 'dev', precision: 'fp16' },
    nearMiss: { 'double_blocks.0.img_attn.norm.key_norm.scale': [128] },
  },
  {
    name: 'Flux.1 dev, its norms named weight',
    nearMiss: { 'img_in.weight': [3072, 64], 'double_blocks.0.img_attn.norm.query_norm.weight': [128] },
    tensors: {
      'img_in.weight': [3072, 64],
      'double_blocks.0.img_attn.norm.key_norm.weight': [128],
      'guidance_in.in_layer.weight': [3072, 256],
    },
    is: { family: 'flux1', variant: 'dev' },
  },
  {
    name: 'Flux.1 schnell',
    nearMiss: { ...flux, 'guidance_in.in_layer.weight': [3072, 256] },
    isNot: { variant: 'schnell' },
    tensors: flux,
    is: { family: 'flux1', variant: 'schnell' },
  },
  {
    name: 'Flux.1 Fill',
    tensors: { ...flux, 'img_in.weight': [3072, 384], 'guidance_in.in_layer.weight': [3072, 256] },
    is: { family: 'flux1', variant: 'fill' },
    nearMiss: { ...flux, 'guidance_in.in_layer.weight': [3072, 256] },
    isNot: { variant: 'fill' },
  },
  {
    name: 'Flux.1 for control pictures',
    nearMiss: flux,
    isNot: { variant: 'control' },
    tensors: { ...flux, 'img_in.weight': [3072, 128], 'txt_in.weight': [3072, 4096] },
    is: { family: 'flux1', variant: 'control' },
  },
  {
    name: 'Flux.1 in nf4',
    tensors: { ...flux, 'img_in.weight': [98304, 1], 'guidance_in.in_layer.weight': [393216, 1] },
    is: { family: 'flux1', variant: 'dev', precision: 'nf4' },
    nearMiss: flux,
    isNot: { precision: 'nf4' },
  },
  {
    name: 'Flux.1 of diffusers',
    nearMiss: { 'x_embedder.weight': [1152, 16], 'single_transformer_blocks.0.attn.norm_k.weight': [128] },
    tensors: {
      'x_embedder.weight': [3072, 64],
      'single_transformer_blocks.0.attn.norm_k.weight': [128],
      'single_transformer_blocks.0.proj_mlp.weight': [12288, 3072],
      'time_text_embed.guidance_embedder.linear_1.weight': [3072, 256],
    },
    is: { family: 'flux1', variant: 'dev' },
  },
  {
    name: 'Flux.2 dev',
    tensors: {
      'double_stream_modulation_img.lin.weight': [36864, 6144],
      'double_blocks.0.img_attn.norm.key_norm.scale': [128],
      'img_in.weight': [6144, 128],
    },
    is: { family: 'flux2', variant: 'dev' },
    nearMiss: { ...flux, 'img_in.weight': [3072, 128], 'txt_in.weight': [3072, 4096] },
  },
  {
    name: 'Flux.2 Klein 4B',
    nearMiss: { 'double_stream_modulation_img.lin.weight': [24576, 4096] },
    isNot: { variant: 'klein-4b' },
    tensors: { 'double_stream_modulation_img.lin.weight': [18432, 3072], 'img_in.weight': [3072, 128] },
    is: { family: 'flux2', variant: 'klein-4b' },
  },
  {
    name: 'Flux.2 Klein 9B',
    nearMiss: { 'double_stream_modulation_img.lin.weight': [18432, 3072] },
    isNot: { variant: 'klein-9b' },
    tensors: { 'double_stream_modulation_img.lin.weight': [24576, 4096], 'img_in.weight': [4096, 128] },
    is: { family: 'flux2', variant: 'klein-9b' },
  },
  {
    name: 'Flux.2 Klein 9B, by the text it reads',
    tensors: { 'img_in.weight': [4096, 128], 'txt_in.weight': [4096, 12288] },
    is: { family: 'flux2', variant: 'klein-9b' },
    nearMiss: { 'img_in.weight': [4096, 128], 'txt_in.weight': [4096, 4096] },
  },
  {
    name: 'Flux.2 Klein 4B, by the text it reads',
    nearMiss: { 'img_in.weight': [3072, 64], 'txt_in.weight': [3072, 7680] },
    tensors: { 'img_in.weight': [3072, 128], 'txt_in.weight': [3072, 7680] },
    is: { family: 'flux2', variant: 'klein-4b' },
  },
  {
    name: 'Chroma',
    tensors: { ...flux, 'distilled_guidance_layer.norms.0.scale': [5120] },
    is: { family: 'chroma', variant: undefined },
    nearMiss: flux,
  },
  {
    name: 'Chroma Radiance',
    tensors: {
      'distilled_guidance_layer.norms.0.scale': [5120],
      'double_blocks.0.img_attn.norm.key_norm.scale': [128],
      'nerf_blocks.0.norm.scale': [64],
    },
    is: { family: 'chroma', variant: 'radiance' },
    nearMiss: { ...flux, 'distilled_guidance_layer.norms.0.scale': [5120] },
    isNot: { variant: 'radiance' },
  },
]
