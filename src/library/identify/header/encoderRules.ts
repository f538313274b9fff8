import type { HeaderFinding } from './headerRule.ts'
import type { TensorView } from './tensorView.ts'

/** Text and image encoders, and language models. */
export function findEncoder(t: TensorView): HeaderFinding | undefined {
  if (t.has('encoder.block.0.layer.0.SelfAttention.q.weight') || t.has('enc.blk.0.attn_q.weight')) {
    // The multilingual one has five times as many words.
    const words = t.dim('shared.weight', 0) ?? t.dim('token_embd.weight', 0)
    return part('t5', 't5', 'a T5 text encoder', words === 256_384 ? 'umt5' : undefined)
  }
  const named = findNamedEncoder(t)
  if (named) return named
  const reads = t.has('text_model.encoder.layers.0.self_attn.q_proj.weight')
  const sees = t.has('vision_model.encoder.layers.0.self_attn.q_proj.weight')
  if (reads && sees) return { type: 'vision', subtype: 'full', family: 'clip', says: 'its tensors are those of CLIP' }
  if (reads || t.has('transformer.resblocks.0.attn.in_proj_weight')) {
    const width = t.dim('text_model.encoder.layers.0.self_attn.q_proj.weight', -1)
    const variant = width === 768 ? 'clip-l' : width === 1280 ? 'clip-g' : width === 1024 ? 'clip-h' : undefined
    return part('clip', 'clip', 'a CLIP text encoder', variant)
  }
  if (sees) return part('clip_vision', 'clip', 'a CLIP image encoder')
  if (t.has('layers.0.self_attn.q_proj.weight') || t.has('language_model.layers.0.self_attn.q_proj.weight')) {
    const vlm = t.root('visual') || t.root('vision_tower') || t.root('vision_model')
    return {
      type: vlm ? 'vlm' : 'llm',
      subtype: 'full',
      says: `its tensors are those of a ${vlm ? 'vision' : 'language'} model`,
    }
  }
  const bert = 'encoder.layer.0.attention.self.query.weight'
  if (t.has(bert) || t.raw.has(`bert.${bert}`) || t.raw.has(`roberta.${bert}`)) {
    return { type: 'embedding', subtype: 'full', says: 'its tensors are those of a BERT encoder' }
  }
  return undefined
}

/** Encoders in GGUF's names, where the file does not name its architecture. */
function findNamedEncoder(t: TensorView): HeaderFinding | undefined {
  if (!t.raw.has('token_embd.weight') || !t.root('blk')) return undefined
  if (t.raw.has('blk.0.post_attention_norm.weight') || t.raw.has('blk.0.post_ffw_norm.weight')) {
    return part('text_encoders', 'gemma', 'a Gemma 2 text encoder', 'gemma2')
  }
  const width = t.dim('token_embd.weight', -1)
  if (t.raw.has('blk.0.attn_q_norm.weight') && [1024, 2560, 4096].includes(width ?? 0)) {
    return part('text_encoders', 'qwen', 'a Qwen3 text encoder', 'qwen3')
  }
  return undefined
}

function part(subtype: HeaderFinding['subtype'], family: string, what: string, variant?: string): HeaderFinding {
  return { type: 'diffusion', subtype, family, variant, says: `its tensors are those of ${what}` }
}
