import { writeGguf } from '../writeGguf.ts'
import { writeSafetensors } from '../writeSafetensors.ts'

/*
 * Tiny weights whose headers are true to what they are. `seed` makes their bytes differ: two models of a kind are not the same
 * file.
 */

export function sdxlCheckpoint(seed: string): Buffer {
  return writeSafetensors(
    {
      'model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight': { shape: [2, 2048] },
      'model.diffusion_model.input_blocks.0.0.weight': { shape: [2, 4, 1, 1] },
      'conditioner.embedders.0.transformer.text_model.x': { shape: [1] },
      'first_stage_model.decoder.conv_in.weight': { shape: [2, 4, 1, 1] },
    },
    { seed },
  )
}

export function sd1Lora(seed: string): Buffer {
  const block = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k'
  return writeSafetensors(
    { [`${block}.lora_down.weight`]: { shape: [2, 768] }, [`${block}.lora_up.weight`]: { shape: [320, 2] } },
    { seed },
  )
}

export function fluxDenoiser(seed: string): Buffer {
  return writeSafetensors(
    {
      'double_blocks.0.img_attn.norm.key_norm.scale': { shape: [128] },
      'img_in.weight': { shape: [3, 64] },
      'guidance_in.in_layer.weight': { shape: [3, 2] },
    },
    { seed },
  )
}

export function vae(seed: string): Buffer {
  return writeSafetensors(
    { 'encoder.conv_in.weight': { shape: [2, 3, 1, 1] }, 'decoder.conv_in.weight': { shape: [2, 4, 1, 1] } },
    { seed },
  )
}

export function clipTextEncoder(seed: string): Buffer {
  return writeSafetensors({ 'text_model.encoder.layers.0.self_attn.q_proj.weight': { shape: [2, 2] } }, { seed })
}

export function controlNet(seed: string): Buffer {
  return writeSafetensors(
    {
      'control_model.input_hint_block.0.weight': { shape: [2, 3, 1, 1] },
      'control_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': { shape: [2, 768] },
    },
    { seed },
  )
}

export function embedding(seed: string): Buffer {
  return writeSafetensors({ emb_params: { shape: [2, 768] } }, { seed })
}

export function languageModel(seed: string): Buffer {
  return writeSafetensors(
    { 'model.embed_tokens.weight': { shape: [4, 8] }, 'model.layers.0.self_attn.q_proj.weight': { shape: [8, 8] } },
    { seed },
  )
}

export function llamaAdapter(seed: string): Buffer {
  return writeSafetensors(
    {
      'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': { shape: [2, 8] },
      'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight': { shape: [8, 2] },
    },
    { seed },
  )
}

export function gguf(architecture: string, name: string): Buffer {
  return writeGguf(
    { 'general.architecture': architecture, 'general.name': name, [`${architecture}.block_count`]: 1 },
    { 'token_embd.weight': [4, 8], 'blk.0.attn_q.weight': [8, 8] },
  )
}

/** A vision part of a GGUF model. */
export function projector(name: string): Buffer {
  return writeGguf(
    { 'general.architecture': 'clip', 'general.name': name, 'clip.has_vision_encoder': true },
    { 'v.patch_embd.weight': [2, 2] },
  )
}

/** What a torch pickle in a zip begins with; nobody opens it. */
export function pickle(seed: string): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(seed.padEnd(64, '.'))])
}
