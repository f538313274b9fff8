import type { Tensors } from './tensorView.ts'

/** The layers of one name that an adapter changes, in whatever block they are. */
export interface AdapterModule {
  /** With dots for underscores, 0 for the number of every block, and without trainers' prefixes: `double.blocks.0.img.attn.proj`. */
  name: string
  /** Width of what the layer reads; undefined when it cannot be told. */
  in?: number | undefined
  /** Width of what it writes. */
  out?: number | undefined
}

/** What stands before the layer's own name, written by trainers. */
const prefixes = [
  'lora_unet_',
  'lora_te_',
  'lora_te1_',
  'lora_te2_',
  'lora_te3_',
  'lora_transformer_',
  'lycoris_',
  'base_model.model.',
  'model.diffusion_model.',
  'diffusion_model.',
  'transformer.',
  'unet.',
  'model.',
]

const tail =
  /\.(?:lora_down|lora_up|lora_A|lora_B|lora\.down|lora\.up)(?:\.default)?\.weight$|\.(?:lokr_w[12](?:_[ab])?|hada_w[12]_[ab]|dora_scale|alpha|diff|diff_b)$/

/** True for names that only LoRA and its relatives use. */
function isAdapterName(name: string): boolean {
  switch (name.charCodeAt(name.length - 1)) {
    case 0x74: // …weight
      return name.includes('.lora', name.length - 30) && tail.test(name)
    case 0x31: // lokr_w1
    case 0x32:
      return name.includes('.lokr_w', name.length - 8)
    case 0x61: // …_a
    case 0x62: // …_b
      return name.includes('.hada_w', name.length - 10) || name.includes('.lokr_w', name.length - 10)
    case 0x65:
      return name.endsWith('.dora_scale')
    default:
      return false
  }
}

const namedStart = /^lora_(?:unet|te|te1|te2|te3|transformer)_/

/** True when some tensor has a name that only LoRA and its relatives use. */
export function isAdapter(tensors: Tensors): boolean {
  for (const name of tensors.keys()) {
    if (isAdapterName(name) || (name.startsWith('lora_') && namedStart.test(name))) return true
  }
  return false
}

/** True when a whole block weight stands beside the adapter's: a checkpoint with an adapter merged into it keeps both. */
export function hasBareBlock(tensors: Tensors): boolean {
  for (const name of tensors.keys()) {
    if (name.endsWith('.weight') && /(?:^|[._])(?:\w*blocks?|layers)\.\d+\./.test(name) && !isAdapterName(name))
      return true
  }
  return false
}

/** The layers that an adapter changes, those of all blocks as one. */
export function listAdapterModules(tensors: Tensors): AdapterModule[] {
  const modules = new Map<string, AdapterModule>()
  let before = ''
  let module: AdapterModule | undefined
  for (const [tensor, { shape }] of tensors) {
    const end = endOfLayer(tensor)
    if (end < 0) continue
    // The tensors of a layer stand together: its name is worked out once.
    if (!module || end !== before.length || !tensor.startsWith(before)) {
      before = tensor.slice(0, end)
      module = findModule(modules, before)
    }
    if (module.in === undefined || module.out === undefined) measure(module, tensor.slice(end), shape, tensors, before)
  }
  return [...modules.values()]
}

function findModule(modules: Map<string, AdapterModule>, layer: string): AdapterModule {
  const start = endOfPrefixes(layer)
  const name = layer
    .slice(start)
    .replaceAll('_', '.')
    .replace(/(?<=\.)\d+(?=\.)/g, '0')
  // Both text encoders of SDXL have the same layers.
  const key = `${layer.slice(0, start)} ${name}`
  const known = modules.get(key)
  if (known) return known
  const made = { name }
  modules.set(key, made)
  return made
}

function measure(module: AdapterModule, kind: string, shape: readonly number[], tensors: Tensors, layer: string): void {
  if (/^\.lora[._](?:down|A)/.test(kind)) module.in ??= shape[1]
  else if (/^\.lora[._](?:up|B)/.test(kind)) module.out ??= shape[0]
  else if (kind === '.hada_w1_b') module.in ??= shape[1]
  else if (kind === '.hada_w1_a') module.out ??= shape[0]
  // Kronecker product: the widths are those of both factors, each whole or as a product of its own.
  if (kind === '.lokr_w1' || kind === '.lokr_w1_b') module.in ??= product(shape[1], lokr(tensors, layer, 'b')?.[1])
  if (kind === '.lokr_w1' || kind === '.lokr_w1_a') module.out ??= product(shape[0], lokr(tensors, layer, 'a')?.[0])
}

const ends = new Set([
  '.alpha',
  '.dora_scale',
  '.diff',
  '.diff_b',
  '.lokr_w1',
  '.lokr_w2',
  '.lokr_w1_a',
  '.lokr_w1_b',
  '.lokr_w2_a',
  '.lokr_w2_b',
  '.hada_w1_a',
  '.hada_w1_b',
  '.hada_w2_a',
  '.hada_w2_b',
])
const weightEnds = new Set(['.lora_down', '.lora_up', '.lora_A', '.lora_B'])

/** Where the layer's name ends in the name of one of its tensors; -1 for a tensor that is none of an adapter's. */
function endOfLayer(tensor: string): number {
  const last = tensor.lastIndexOf('.')
  if (last < 0) return -1
  if (!tensor.endsWith('.weight')) return ends.has(tensor.slice(last)) ? last : -1
  const second = tensor.lastIndexOf('.', last - 1)
  if (second >= 0 && weightEnds.has(tensor.slice(second, last))) return second
  return tail.exec(tensor)?.index ?? -1
}

function endOfPrefixes(layer: string): number {
  let start = 0
  for (;;) {
    const prefix = prefixes.find((candidate) => layer.startsWith(candidate, start))
    if (prefix === undefined) return start
    start += prefix.length
    // What stands before underscores is whole.
    if (prefix.endsWith('_')) return start
  }
}

function lokr(tensors: Tensors, layer: string, half: 'a' | 'b'): readonly number[] | undefined {
  return (tensors.get(`${layer}.lokr_w2`) ?? tensors.get(`${layer}.lokr_w2_${half}`))?.shape
}

function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b
}
