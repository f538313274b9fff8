import { type AdapterModule, listAdapterModules } from './adapterModules.ts'
import type { HeaderFinding } from './headerRule.ts'
import type { Tensors } from './tensorView.ts'

interface Layers {
  all: readonly AdapterModule[]
  /** Width of what the first layer whose name fits reads. */
  reads(pattern: RegExp): number | undefined
  /** Width of what the first layer whose name fits writes. */
  writes(pattern: RegExp): number | undefined
  has(pattern: RegExp): boolean
}

interface AdapterRule {
  family: string
  test: (layers: Layers) => boolean
  variant?: (layers: Layers) => string | undefined
}

/*
 * Which model an adapter is made for, by the names and widths of the layers that it changes. Names have dots where
 * trainers write dots or underscores. InvokeAI configs/lora.py; SwarmUI T2IModelClassSorter.cs.
 */
const crossKey = /attn2\.to\.k$/
// Other families have `transformer_blocks.0.attn2.to_k`, without a UNet around them.
const isUnet = ({ has }: Layers) => !has(/^(?:transformer\.)?blocks\./)
const unetWidth = (layers: Layers) => (isUnet(layers) ? layers.reads(crossKey) : undefined)
const textWidth = ({ reads }: Layers) => reads(/^text\.model\.encoder\.layers\.0\.(?:self\.attn\.|mlp\.fc1$)/)

/** Of the text that Flux reads, of its summary, and of its blocks. */
const flux2Contexts: Record<number, string | undefined> = { 15360: 'dev', 7680: 'klein-4b', 12288: 'klein-9b' }
const flux2Vectors: Record<number, string | undefined> = { 5120: 'dev', 2560: 'klein-4b', 4096: 'klein-9b' }
const flux2Hidden: Record<number, string | undefined> = { 6144: 'dev', 4096: 'klein-9b' }
const fluxHidden = /(?:img\.attn\.(?:proj|qkv)|transformer\.blocks\.0\.attn\.(?:to\.q|to\.k|add\.k\.proj|to\.out\.0))$/
const fluxContext = /^(?:txt\.in|context\.embedder)$/
const fluxVector = /^(?:vector\.in\.in\.layer|time\.text\.embed\.text\.embedder\.linear\.1)$/
const fusedSingle = /single\.transformer\.blocks\.0\.attn\.to\.qkv\.mlp\.proj$/
const fusedDouble = /transformer\.blocks\.0\.ff\.linear\.in$/

function flux2Variant(layers: Layers): string | undefined {
  const context = layers.reads(fluxContext)
  if (context !== undefined) return flux2Contexts[context]
  const vector = layers.reads(fluxVector)
  if (vector !== undefined) return flux2Vectors[vector]
  const hidden = layers.reads(fluxHidden) ?? layers.reads(fusedSingle)
  const named = flux2Hidden[hidden ?? 0]
  if (named !== undefined || hidden !== 3072) return named
  // Klein 4B is as wide as Flux.1, but its MLP is six times as wide, not four.
  const mlp = layers.writes(/img\.mlp\.0$/)
  return layers.has(fusedSingle) || layers.has(fusedDouble) || (mlp !== undefined && mlp !== 4 * hidden)
    ? 'klein-4b'
    : undefined
}

const hasFluxBlocks = ({ has }: Layers) =>
  has(/^(?:double|single)\.blocks\.0\./) || has(/^single\.transformer\.blocks\./)

const rules: readonly AdapterRule[] = [
  {
    family: 'hunyuan-video',
    test: ({ has }) => has(/individual\.token\.refiner/) || has(/^double\.blocks\.0\.img\.mlp\.fc1$/),
  },
  {
    family: 'chroma',
    test: (layers) => hasFluxBlocks(layers) && layers.has(/^distilled\.guidance\.layer\./),
  },
  {
    family: 'flux2',
    test: (layers) => (hasFluxBlocks(layers) || layers.has(fusedDouble)) && flux2Variant(layers) !== undefined,
    variant: flux2Variant,
  },
  { family: 'flux1', test: hasFluxBlocks },
  {
    family: 'wan',
    test: ({ has }) => has(/^blocks\.0\.cross\.attn\.k$/),
    variant: ({ reads, has }) => {
      const width = reads(/^blocks\.0\.cross\.attn\.k$/)
      const size = width === 1536 ? '1.3b' : width === 3072 ? '5b' : width === 5120 ? '14b' : undefined
      return has(/\.cross\.attn\.k\.img$/) ? [size, 'i2v'].filter(Boolean).join('-') : size
    },
  },
  {
    family: 'qwen-image',
    test: ({ has }) =>
      has(/^transformer\.blocks\.0\.attn\.add\.k\.proj$/) && has(/^transformer\.blocks\.0\.img\.mlp\./),
  },
  {
    family: 'z-image',
    test: (layers) => hasRefinerLayers(layers) && layers.reads(/^layers\.0\.feed\.forward\.w[13]$/) !== 2304,
  },
  { family: 'lumina', test: hasRefinerLayers, variant: () => '2' },
  {
    family: 'krea2',
    test: ({ has }) => has(/^(?:text\.fusion|txtfusion)\./) || (has(/\.attn\.wq$/) && has(/\.attn\.gate$/)),
  },
  { family: 'anima', test: ({ has }) => has(/^llm\.adapter\./) },
  {
    family: 'cosmos',
    test: ({ has }) => has(/^blocks\.0\.mlp\.layer[12]$/) && has(/^blocks\.0\.(?:self|cross)\.attn\.q\.proj$/),
    variant: () => 'predict2',
  },
  {
    family: 'sd3',
    test: ({ has }) => has(/^joint\.blocks\./) || has(/^transformer\.blocks\.0\.attn\.add\.k\.proj$/),
  },
  { family: 'hidream', test: ({ has }) => has(/^(?:double|single)\.stream\.blocks\./) },
  {
    family: 'ltxv',
    test: ({ has, reads }) => has(/^transformer\.blocks\./) && [2048, 4096].includes(reads(crossKey) ?? 0),
  },
  {
    family: 'sdxl',
    test: (layers) => [2048, 1280].includes(unetWidth(layers) ?? 0) || (isUnet(layers) && hasTwoEncoders(layers)),
  },
  {
    family: 'sd1',
    test: (layers) => unetWidth(layers) === 768 || (!hasUnetLayers(layers) && textWidth(layers) === 768),
  },
  {
    family: 'sd2',
    test: (layers) => unetWidth(layers) === 1024 || (!hasUnetLayers(layers) && textWidth(layers) === 1024),
  },
]

function hasRefinerLayers({ has }: Layers): boolean {
  return has(/^layers\.0\.adaLN\.modulation\./) && has(/^layers\.0\.feed\.forward\.w3$/)
}

const hasUnetLayers = ({ has }: Layers) => has(/(?:down|up|input|output|mid|middle)\.blocks?\./)

/** SDXL has a second text encoder, which is 1280 wide. */
function hasTwoEncoders({ all }: Layers): boolean {
  return all.some((layer) => layer.in === 1280 && layer.name.startsWith('text.model.encoder.layers.0.self.attn.'))
}

/** Which model an adapter is made for, as far as its names and widths tell. */
export function identifyAdapter(tensors: Tensors): HeaderFinding {
  const all = listAdapterModules(tensors)
  const find = (pattern: RegExp, side: 'in' | 'out') =>
    all.find((module) => module[side] !== undefined && pattern.test(module.name))?.[side]
  const layers: Layers = {
    all,
    reads: (pattern) => find(pattern, 'in'),
    writes: (pattern) => find(pattern, 'out'),
    has: (pattern) => all.some(({ name }) => pattern.test(name)),
  }
  const rule = rules.find(({ test }) => test(layers))
  if (rule) {
    const variant = rule.variant?.(layers)
    return {
      type: 'diffusion',
      subtype: 'loras',
      family: rule.family,
      variant,
      says: `its tensors are those of an adapter (LoRA) for ${rule.family}`,
    }
  }
  // Trainers of image models write `lora_unet_…`.
  const ofLanguage =
    layers.has(/(?:^|\.)layers\.0\.(?:self\.attn|mlp)\./) &&
    ![...tensors.keys()].some((name) => name.startsWith('lora_'))
  return {
    type: ofLanguage ? 'llm' : 'diffusion',
    subtype: 'loras',
    says: 'its tensors are those of an adapter (LoRA)',
  }
}
