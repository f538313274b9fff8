import { z } from 'zod'

const count = z.number().int().positive().max(1_000_000).optional().catch(undefined)

/** What configurations of transformers call the numbers that a cache depends on; the same in `text_config`. */
const shape = z.looseObject({
  num_hidden_layers: count,
  n_layer: count,
  num_attention_heads: count,
  n_head: count,
  num_key_value_heads: count,
  head_dim: count,
  hidden_size: count,
  n_embd: count,
})
const record = z.looseObject({
  config: z.looseObject({ text_config: z.unknown().optional() }).nullish().catch(undefined),
})

export interface CacheShape {
  layers: number
  keyValueHeads: number
  headDimension: number
  /** 2 × layers × kv heads × head dimension × 2: keys and values of 16 bits for one token. */
  bytesPerToken: number
}

/**
 * The cache of a model by the `config` of its record. Listings give a short one, so most records have none of this.
 *
 * @returns undefined when a number is missing
 */
export function readCacheShape(value: unknown): CacheShape | undefined {
  const config = record.safeParse(value).data?.config
  if (!config) return undefined
  return toShape(config) ?? toShape(config.text_config)
}

function toShape(config: unknown): CacheShape | undefined {
  const found = shape.safeParse(config).data
  const layers = found?.num_hidden_layers ?? found?.n_layer
  const heads = found?.num_attention_heads ?? found?.n_head
  const keyValueHeads = found?.num_key_value_heads ?? heads
  const width = found?.hidden_size ?? found?.n_embd
  const headDimension = found?.head_dim ?? (width !== undefined && heads !== undefined ? width / heads : undefined)
  if (layers === undefined || keyValueHeads === undefined || headDimension === undefined) return undefined
  return { layers, keyValueHeads, headDimension, bytesPerToken: 2 * layers * keyValueHeads * headDimension * 2 }
}
