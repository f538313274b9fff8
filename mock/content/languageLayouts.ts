import { flatLayout, tensor, type TensorLayout } from './tensorLayout.ts'

/** The dimensions of a transformer, as its config.json tells them. */
export interface TransformerShape {
  hidden: number
  layers: number
  heads: number
  keyValueHeads: number
  intermediate: number
  vocabulary: number
}

/** Dimensions that are usual for a decoder of `parameters` weights. */
export function decoderShape(parameters: number): TransformerShape {
  const sizes: [number, TransformerShape][] = [
    [0.9e9, shape(1024, 24, 16, 2, 4096)],
    [2.5e9, shape(2048, 24, 16, 4, 8192)],
    [5e9, shape(3072, 28, 24, 8, 8192)],
    [10e9, shape(4096, 32, 32, 8, 14336)],
    [25e9, shape(5120, 40, 40, 8, 17408)],
    [50e9, shape(6144, 60, 48, 8, 24576)],
  ]
  return sizes.find(([limit]) => parameters < limit)?.[1] ?? shape(8192, 80, 64, 8, 28672)
}

/** Dimensions of a small encoder. */
export function encoderShape(): TransformerShape {
  return { hidden: 768, layers: 12, heads: 12, keyValueHeads: 12, intermediate: 3072, vocabulary: 30522 }
}

function shape(hidden: number, layers: number, heads: number, keyValueHeads: number, intermediate: number) {
  return { hidden, layers, heads, keyValueHeads, intermediate, vocabulary: 32000 }
}

/** Shard `shard` of `shards` of a decoder with the names that Llama-like models use. */
export function decoderLayout(dimensions: TransformerShape, shard = 0, shards = 1): TensorLayout {
  const { hidden, intermediate, vocabulary } = dimensions
  const keyValue = (hidden / dimensions.heads) * dimensions.keyValueHeads
  const firstLayer = Math.floor((dimensions.layers * shard) / shards)
  const head = tensor('lm_head.weight', vocabulary, hidden)
  const embedding = tensor('model.embed_tokens.weight', vocabulary, hidden)
  const isLast = shard === shards - 1
  return {
    fixed: isLast ? [tensor('model.norm.weight', hidden), ...(shards > 1 ? [] : [head])] : [],
    firstLayer,
    layers: Math.floor((dimensions.layers * (shard + 1)) / shards) - firstLayer,
    layer: (index) => [
      tensor(`model.layers.${index}.input_layernorm.weight`, hidden),
      tensor(`model.layers.${index}.self_attn.q_proj.weight`, hidden, hidden),
      tensor(`model.layers.${index}.self_attn.k_proj.weight`, keyValue, hidden),
      tensor(`model.layers.${index}.self_attn.v_proj.weight`, keyValue, hidden),
      tensor(`model.layers.${index}.self_attn.o_proj.weight`, hidden, hidden),
      tensor(`model.layers.${index}.mlp.gate_proj.weight`, intermediate, hidden),
      tensor(`model.layers.${index}.mlp.up_proj.weight`, intermediate, hidden),
      tensor(`model.layers.${index}.mlp.down_proj.weight`, hidden, intermediate),
      tensor(`model.layers.${index}.post_attention_layernorm.weight`, hidden),
    ],
    ...(shard === 0 ? { stretch: embedding } : isLast ? { stretch: head } : {}),
  }
}

/** An encoder with the names that BERT-like models use. */
export function encoderLayout(dimensions: TransformerShape, prefix = ''): TensorLayout {
  const { hidden, intermediate, vocabulary } = dimensions
  return {
    fixed: [
      tensor(`${prefix}embeddings.position_embeddings.weight`, 512, hidden),
      tensor(`${prefix}embeddings.LayerNorm.weight`, hidden),
    ],
    firstLayer: 0,
    layers: dimensions.layers,
    layer: (index) => [
      tensor(`${prefix}encoder.layer.${index}.attention.self.query.weight`, hidden, hidden),
      tensor(`${prefix}encoder.layer.${index}.attention.self.key.weight`, hidden, hidden),
      tensor(`${prefix}encoder.layer.${index}.attention.self.value.weight`, hidden, hidden),
      tensor(`${prefix}encoder.layer.${index}.intermediate.dense.weight`, intermediate, hidden),
      tensor(`${prefix}encoder.layer.${index}.output.dense.weight`, hidden, intermediate),
    ],
    stretch: tensor(`${prefix}embeddings.word_embeddings.weight`, vocabulary, hidden),
  }
}

/** A LoRA adapter of a decoder, as PEFT saves it. */
export function peftLayout(dimensions: TransformerShape, rank = 16): TensorLayout {
  const { hidden } = dimensions
  const name = (index: number, part: string) => `base_model.model.model.layers.${index}.self_attn.${part}.weight`
  return {
    fixed: [],
    firstLayer: 0,
    layers: dimensions.layers,
    layer: (index) => [
      tensor(name(index, 'q_proj.lora_A'), rank, hidden),
      tensor(name(index, 'q_proj.lora_B'), hidden, rank),
      tensor(name(index, 'v_proj.lora_A'), rank, hidden),
      tensor(name(index, 'v_proj.lora_B'), hidden / 4, rank),
    ],
  }
}

/** A file of which nothing is known. */
export function plainLayout(): TensorLayout {
  return flatLayout([tensor('encoder.weight', 256, 256), tensor('encoder.bias', 256)], tensor('head.weight', 1024, 256))
}
