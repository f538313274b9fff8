import type { HeaderRow } from './headerRow.ts'

const qwen = { 'txt_norm.weight': [3584], 'img_in.weight': [3072, 64], 'txt_in.weight': [3072, 3584] }
const wan = { 'head.modulation': [1, 2, 5120], 'patch_embedding.weight': [5120, 16, 1, 2, 2] }
const hunyuan = {
  'txt_in.individual_token_refiner.blocks.0.norm1.weight': [3072],
  'img_in.proj.weight': [3072, 16, 1, 2, 2],
  'double_blocks.0.img_attn.norm.key_norm.scale': [128],
}
const refiner = (width: number) => ({
  'cap_embedder.1.weight': [width, 2560],
  'noise_refiner.0.attention.k_norm.weight': [128],
})
const cosmos = { 'blocks.0.mlp.layer1.weight': [8192, 2048], 'x_embedder.proj.1.weight': [2048, 68] }

/** Denoisers of pictures, video and sound that are transformers. */
export const transformerRows: HeaderRow[] = [
  {
    name: 'Qwen-Image',
    tensors: qwen,
    is: { family: 'qwen-image', variant: undefined },
    nearMiss: { 'txt_norm.weight': [3584] },
  },
  {
    name: 'Qwen-Image Edit 2511',
    tensors: { ...qwen, __index_timestep_zero__: [1] },
    is: { family: 'qwen-image', variant: 'edit-2511' },
    nearMiss: qwen,
    isNot: { variant: 'edit-2511' },
  },
  {
    name: 'Qwen-Image Layered',
    nearMiss: qwen,
    isNot: { variant: 'layered' },
    tensors: { ...qwen, 'time_text_embed.addition_t_embedding.weight': [2, 3072] },
    is: { family: 'qwen-image', variant: 'layered' },
  },
  {
    name: 'Mage-Flow',
    tensors: { ...qwen, 'txt_norm.weight': [2560], 'proj_out.weight': [128, 3072] },
    is: { family: 'mage-flow' },
    nearMiss: qwen,
  },
  {
    name: 'Z-Image',
    tensors: refiner(3840),
    is: { family: 'z-image' },
    nearMiss: { 'cap_embedder.1.weight': [3840, 2560] },
  },
  { name: 'Lumina 2', tensors: refiner(2304), is: { family: 'lumina', variant: '2' }, nearMiss: refiner(3840) },
  {
    name: 'Wan 1.3B',
    tensors: { 'head.modulation': [1, 2, 1536], 'patch_embedding.weight': [1536, 16, 1, 2, 2] },
    is: { family: 'wan', variant: '1.3b-t2v' },
    nearMiss: { 'head.head.weight': [64, 1536] },
  },
  {
    name: 'Wan 2.2 5B',
    nearMiss: wan,
    isNot: { variant: '2.2-5b-ti2v' },
    tensors: { 'head.modulation': [1, 2, 3072], 'patch_embedding.weight': [3072, 48, 1, 2, 2] },
    is: { family: 'wan', variant: '2.2-5b-ti2v' },
  },
  {
    name: 'Wan 14B',
    nearMiss: { 'head.modulation': [1, 2, 1536] },
    isNot: { variant: '14b-t2v' },
    tensors: wan,
    is: { family: 'wan', variant: '14b-t2v' },
  },
  {
    name: 'Wan 2.2 14B from pictures',
    tensors: { ...wan, 'patch_embedding.weight': [5120, 36, 1, 2, 2] },
    is: { family: 'wan', variant: '2.2-14b-i2v' },
    nearMiss: wan,
    isNot: { variant: '2.2-14b-i2v' },
  },
  {
    name: 'Wan 2.1 14B from pictures',
    nearMiss: wan,
    isNot: { variant: '2.1-14b-i2v' },
    tensors: { ...wan, 'patch_embedding.weight': [5120, 36, 1, 2, 2], 'img_emb.proj.0.bias': [1280] },
    is: { family: 'wan', variant: '2.1-14b-i2v' },
  },
  {
    name: 'Wan VACE',
    tensors: {
      ...wan,
      'vace_blocks.0.before_proj.weight': [5120, 5120],
      'vace_patch_embedding.weight': [5120, 96, 1, 2, 2],
    },
    is: { family: 'wan', variant: '14b-vace' },
    nearMiss: wan,
    isNot: { variant: '14b-vace' },
  },
  {
    name: 'Hunyuan Video',
    tensors: hunyuan,
    is: { family: 'hunyuan-video', variant: 't2v' },
    nearMiss: { 'double_blocks.0.img_attn.norm.key_norm.scale': [128], 'img_in.weight': [3072, 64] },
  },
  {
    name: 'Hunyuan Video from pictures',
    tensors: { ...hunyuan, 'img_in.proj.weight': [3072, 33, 1, 2, 2] },
    is: { family: 'hunyuan-video', variant: 'i2v' },
    nearMiss: hunyuan,
    isNot: { variant: 'i2v' },
  },
  {
    name: 'SkyReels, which is Hunyuan Video from pictures',
    nearMiss: hunyuan,
    isNot: { variant: 'i2v' },
    tensors: { ...hunyuan, 'img_in.proj.weight': [3072, 32, 1, 2, 2] },
    is: { family: 'hunyuan-video', variant: 'i2v' },
  },
  {
    name: 'Hunyuan Video 1.5',
    tensors: { ...hunyuan, 'vision_in.proj.0.weight': [1152], 'byt5_in.fc1.weight': [2048, 1472] },
    is: { family: 'hunyuan-video', variant: '1.5' },
    nearMiss: { ...hunyuan, 'byt5_in.fc1.weight': [2048, 1472] },
    isNot: { variant: '1.5' },
  },
  {
    name: 'Hunyuan Image 2.1',
    tensors: { ...hunyuan, 'img_in.proj.weight': [3584, 64, 1, 1], 'byt5_in.fc1.weight': [2048, 1472] },
    is: { family: 'hunyuan-image', variant: '2.1' },
    nearMiss: hunyuan,
  },
  {
    name: 'LTXV',
    tensors: { 'adaln_single.emb.timestep_embedder.linear_1.bias': [2048] },
    is: { family: 'ltxv', variant: undefined },
    nearMiss: { 'adaln_single.emb.timestep_embedder.linear_1.bias': [1152], 'pos_embed.proj.bias': [1152] },
  },
  {
    name: 'LTX-2',
    tensors: {
      'adaln_single.emb.timestep_embedder.linear_1.bias': [4096],
      'audio_adaln_single.linear.weight': [12288, 2048],
    },
    is: { family: 'ltxv', variant: '2' },
    nearMiss: { 'adaln_single.emb.timestep_embedder.linear_1.bias': [4096] },
    isNot: { variant: '2' },
  },
  {
    name: 'Cosmos Predict2',
    tensors: cosmos,
    is: { family: 'cosmos', variant: 'predict2' },
    nearMiss: { 'blocks.0.mlp.layer2.weight': [2048, 8192] },
  },
  {
    name: 'Anima',
    tensors: { ...cosmos, 'llm_adapter.blocks.0.cross_attn.q_proj.weight': [1024, 1024] },
    is: { family: 'anima' },
    nearMiss: cosmos,
  },
  {
    name: 'HiDream',
    tensors: { 'caption_projection.0.linear.weight': [2560, 4096] },
    is: { family: 'hidream' },
    nearMiss: { 'caption_projection.linear.weight': [2560, 4096] },
  },
  {
    name: 'AuraFlow',
    tensors: { 'double_layers.0.attn.w1q.weight': [3072, 3072] },
    is: { family: 'auraflow' },
    nearMiss: { 'double_layers.0.attn.q.weight': [3072, 3072] },
  },
  {
    name: 'PixArt sigma',
    tensors: { 't_block.1.weight': [6912, 1152] },
    is: { family: 'pixart', variant: 'sigma' },
    nearMiss: { 't_block.2.weight': [6912, 1152] },
  },
  {
    name: 'PixArt alpha',
    nearMiss: { 't_block.1.weight': [6912, 1152] },
    isNot: { variant: 'alpha' },
    tensors: { 't_block.1.weight': [6912, 1152], 'ar_embedder.mlp.0.weight': [384, 256] },
    is: { family: 'pixart', variant: 'alpha' },
  },
  {
    name: 'HunyuanDiT',
    tensors: { 'mlp_t5.0.weight': [8192, 2048] },
    is: { family: 'hunyuan-dit' },
    nearMiss: { 'mlp_t5.2.weight': [1024, 8192] },
  },
  {
    name: 'Mochi',
    tensors: { 't5_yproj.weight': [1536, 4096] },
    is: { family: 'mochi' },
    nearMiss: { 't5_proj.weight': [1536, 4096] },
  },
  {
    name: 'CogVideoX',
    tensors: { 'blocks.0.norm1.linear.weight': [18432, 512] },
    is: { family: 'cogvideox' },
    nearMiss: { 'blocks.0.norm1.weight': [3072] },
  },
  ...(
    [
      [1792, 'lite-video'],
      [2560, 'lite-image'],
      [4096, 'pro-video'],
    ] as const
  ).map(([width, variant]): HeaderRow => ({
    name: `Kandinsky 5 ${variant}`,
    tensors: {
      'visual_transformer_blocks.0.cross_attention.key_norm.weight': [64],
      'visual_embeddings.in_layer.bias': [width],
    },
    is: { family: 'kandinsky5', variant },
    nearMiss: { 'visual_embeddings.in_layer.bias': [width] },
  })),
  {
    name: 'Krea 2',
    tensors: { 'txtfusion.projector.weight': [1, 12] },
    is: { family: 'krea2' },
    nearMiss: { 'txtfusion.weight': [1, 12] },
  },
  {
    name: 'Krea 2 of diffusers',
    tensors: { 'text_fusion.projector.weight': [1, 12], 'img_in.weight': [3072, 64] },
    is: { family: 'krea2' },
    nearMiss: { 'text_fusion.projector.weight': [1, 12] },
  },
  {
    name: 'Ideogram 4',
    tensors: { 'embed_image_indicator.weight': [2, 4096] },
    is: { family: 'ideogram4' },
    nearMiss: { 'embed_image.weight': [2, 4096] },
  },
  {
    name: 'Omnigen2',
    tensors: { 'time_caption_embed.timestep_embedder.linear_1.bias': [1024] },
    is: { family: 'omnigen2' },
    nearMiss: { 'time_caption_embed.caption_embedder.0.weight': [2048] },
  },
  {
    name: 'SeedVR2 7B',
    tensors: {
      'blocks.35.mlp.all.proj_in_gate.weight': [8192, 3072],
      'blocks.31.mlp.all.proj_in_gate.weight': [8192, 3072],
    },
    is: { family: 'seedvr2', variant: '7b' },
    nearMiss: { 'blocks.30.mlp.all.proj_in_gate.weight': [6912, 2560] },
  },
  {
    name: 'SeedVR2 7B with parts of its own for words',
    tensors: { 'blocks.35.mlp.vid.proj_out.weight': [3072, 12288] },
    is: { family: 'seedvr2', variant: '7b' },
    nearMiss: { 'blocks.35.mlp.vid.proj_out.weight': [2560, 12288] },
  },
  {
    name: 'SeedVR2 3B',
    nearMiss: { 'blocks.31.mlp.all.proj_in.weight': [6912, 2560] },
    tensors: { 'blocks.31.mlp.all.proj_in_gate.weight': [6912, 2560] },
    is: { family: 'seedvr2', variant: '3b' },
  },
  {
    name: 'Stable Audio',
    tensors: { 'transformer.rotary_pos_emb.inv_freq': [16], 'to_cond_embed.0.weight': [768, 768] },
    is: { type: 'audio', family: 'stable-audio' },
    nearMiss: {
      'transformer.rotary_pos_emb.inv_freq': [32],
      'transformer.encoder.layers.0.mlp.dense_h_to_4h.weight': [27392, 4096],
    },
  },
  {
    name: 'ACE-Step',
    tensors: { 'genre_embedder.weight': [2560, 768] },
    is: { type: 'audio', family: 'ace-step', variant: '1' },
    nearMiss: { 'genre.weight': [2560, 768] },
  },
  {
    name: 'ACE-Step 1.5',
    tensors: { 'encoder.lyric_encoder.layers.0.input_layernorm.weight': [2048] },
    is: { type: 'audio', family: 'ace-step', variant: '1.5' },
    nearMiss: { 'encoder.layers.0.input_layernorm.weight': [2048] },
  },
]
