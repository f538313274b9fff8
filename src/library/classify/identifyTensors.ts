import type { TensorInfo } from '../../formats/modelHeader.ts'
import type { Testimony } from './classification.ts'
import { identifyAdapter, isAdapter } from './identifyAdapter.ts'

type Tensors = ReadonlyMap<string, TensorInfo>

const prefix = /^(?:model\.diffusion_model|diffusion_model|model\.model|net|transformer|model)\./
const otherParts = /^(?:first_stage_model|vae|cond_stage_model|conditioner|text_encoders?|clip_l|t5xxl)\./

/*
 * What tensor names and shapes give away. Names are compared without the prefixes that tools put before them. The
 * rules are those by which InvokeAI (configs/), ComfyUI (model_detection.py) and SwarmUI (T2IModelClassSorter.cs) tell
 * models apart. The first that holds decides.
 */
const attention = 'transformer_blocks.0.attn2.to_k.weight'
const backbones: [family: string, test: (tensors: Tensors) => boolean][] = [
  ['sd1', (t) => lastDimension(t, `input_blocks.2.1.${attention}`) === 768],
  ['sd2', (t) => lastDimension(t, `input_blocks.2.1.${attention}`) === 1024],
  ['sdxl', (t) => [2048, 1280].includes(lastDimension(t, `input_blocks.4.1.${attention}`) ?? 0)],
  ['sd1', (t) => lastDimension(t, `down_blocks.0.attentions.0.${attention}`) === 768],
  ['sd2', (t) => lastDimension(t, `down_blocks.0.attentions.0.${attention}`) === 1024],
  ['sdxl', (t) => lastDimension(t, `down_blocks.1.attentions.0.${attention}`) === 2048],
  ['sd3', (t) => t.has('joint_blocks.0.context_block.attn.qkv.weight')],
  ['flux2', (t) => t.has('double_stream_modulation_img.lin.weight')],
  ['chroma', (t) => hasPrefix(t, 'distilled_guidance_layer.')],
  [
    'flux1',
    (t) =>
      t.has('double_blocks.0.img_attn.norm.key_norm.scale') || t.has('double_blocks.0.img_attn.norm.key_norm.weight'),
  ],
  ['qwen-image', (t) => lastDimension(t, 'txt_norm.weight') === 3584 && t.has('img_in.weight')],
  ['z-image', (t) => t.get('cap_embedder.1.weight')?.shape[0] === 3840],
  ['lumina', (t) => t.get('cap_embedder.1.weight')?.shape[0] === 2304],
  ['wan', (t) => t.has('head.modulation')],
  ['hunyuan-video', (t) => hasPrefix(t, 'txt_in.individual_token_refiner.')],
  ['pixart', (t) => t.has('t_block.1.weight')],
  ['ltxv', (t) => t.has('adaln_single.emb.timestep_embedder.linear_1.bias')],
  ['cosmos', (t) => t.has('blocks.0.mlp.layer1.weight')],
  ['hidream', (t) => t.has('caption_projection.0.linear.weight')],
  ['auraflow', (t) => t.has('double_layers.0.attn.w1q.weight')],
  ['hunyuan-dit', (t) => t.has('mlp_t5.0.weight')],
  ['stable-cascade', (t) => t.has('clf.1.weight')],
  ['mochi', (t) => t.has('t5_yproj.weight')],
  ['cogvideox', (t) => t.has('blocks.0.norm1.linear.weight')],
]

/** What the tensors of a file say of it; undefined when no rule knows them. */
export function identifyTensors(raw: Tensors): Testimony | undefined {
  const tensors = new Map([...raw].map(([name, info]) => [name.replace(prefix, ''), info]))
  const backbone = backbones.find(([, test]) => test(tensors))
  // Checkpoints with a LoRA merged into them keep its keys, so the adapter's names decide only where no block stands.
  if (!backbone && isAdapter(raw)) return identifyAdapter(raw)

  const controls = ['control_model.', 'controlnet_', 'input_hint_block.'].some((start) => hasPrefix(tensors, start))
  if (controls || raw.has('lora_controlnet')) {
    return diffusion('controlnet', backbone?.[0], 'its tensors are those of a ControlNet')
  }
  if (backbone) {
    const allInOne = [...raw.keys()].some((name) => otherParts.test(name))
    const kind = allInOne ? 'with VAE or text encoder' : 'without VAE and text encoder'
    return diffusion(allInOne ? 'checkpoints' : 'unet', backbone[0], `its tensors are those of ${backbone[0]}, ${kind}`)
  }
  if (hasPrefix(tensors, 'image_proj.') || hasPrefix(tensors, 'ip_adapter')) {
    return diffusion('ipadapter', undefined, 'its tensors are those of an IP-Adapter')
  }
  const embedding = tensors.get('emb_params') ?? tensors.get('string_to_param.*') ?? tensors.get('clip_g')
  if (embedding && tensors.size <= 4) {
    const width = embedding.shape.at(-1) ?? 0
    const family = width === 768 ? 'sd1' : width === 1024 ? 'sd2' : width === 1280 ? 'sdxl' : undefined
    return diffusion('embeddings', family, 'its only tensors are those of an embedding')
  }
  if (tensors.has('decoder.conv_in.weight') || tensors.has('first_stage_model.decoder.conv_in.weight')) {
    return diffusion('vae', undefined, 'its tensors are those of a VAE')
  }
  if (tensors.has('conv_first.weight') && hasPrefix(tensors, 'body.')) {
    return diffusion('upscale', 'esrgan', 'its tensors are those of an upscaler')
  }
  return identifyLanguage(tensors)
}

function identifyLanguage(tensors: Tensors): Testimony | undefined {
  if (tensors.has('encoder.block.0.layer.0.SelfAttention.q.weight') || tensors.has('enc.blk.0.attn_q.weight')) {
    return diffusion('t5', 't5', 'its tensors are those of a T5 text encoder')
  }
  const readsText = tensors.has('text_model.encoder.layers.0.self_attn.q_proj.weight')
  const sees = tensors.has('vision_model.encoder.layers.0.self_attn.q_proj.weight')
  if (readsText && sees) {
    return { modelType: 'vision', subtype: 'full', family: 'clip', evidence: ['its tensors are those of CLIP'] }
  }
  if (readsText) return diffusion('clip', 'clip', 'its tensors are those of a CLIP text encoder')
  if (sees) return diffusion('clip_vision', 'clip', 'its tensors are those of a CLIP image encoder')
  if (
    tensors.has('layers.0.self_attn.q_proj.weight') ||
    tensors.has('language_model.layers.0.self_attn.q_proj.weight')
  ) {
    const vlm = hasPrefix(tensors, 'visual.') || hasPrefix(tensors, 'vision_tower.')
    return {
      modelType: vlm ? 'vlm' : 'llm',
      subtype: 'full',
      evidence: [`its tensors are those of a ${vlm ? 'vision' : 'language'} model`],
    }
  }
  const bert = 'encoder.layer.0.attention.self.query.weight'
  if (tensors.has(bert) || tensors.has(`bert.${bert}`) || tensors.has(`roberta.${bert}`)) {
    return { modelType: 'embedding', subtype: 'full', evidence: ['its tensors are those of a BERT encoder'] }
  }
  return undefined
}

function diffusion(subtype: Testimony['subtype'], family: string | undefined, evidence: string): Testimony {
  return { modelType: 'diffusion', subtype, family, evidence: [evidence] }
}

function lastDimension(tensors: Tensors, name: string): number | undefined {
  return tensors.get(name)?.shape.at(-1)
}

function hasPrefix(tensors: Tensors, start: string): boolean {
  for (const name of tensors.keys()) if (name.startsWith(start)) return true
  return false
}
