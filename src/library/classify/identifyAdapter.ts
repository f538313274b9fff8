import type { TensorInfo } from '../../formats/modelHeader.ts'
import type { Testimony } from './classification.ts'

type Tensors = ReadonlyMap<string, TensorInfo>

const adapterEnd = /\.(?:lora_down|lora_up|lora_A|lora_B)(?:\.default)?\.weight$|\.(?:lokr_w1|hada_w1_a|dora_scale)$/
const adapterStart = /^lora_(?:unet|te|te1|te2|transformer)_/

/** True when some tensor has a name that only LoRA and its relatives use. */
export function isAdapter(tensors: Tensors): boolean {
  for (const name of tensors.keys()) if (adapterEnd.test(name) || adapterStart.test(name)) return true
  return false
}

/** Which model an adapter is made for, as far as its names and widths tell. */
export function identifyAdapter(tensors: Tensors): Testimony {
  const evidence = ['its tensors are those of an adapter (LoRA)']
  let language = false
  for (const [name, { shape }] of tensors) {
    if (/attn2[._]to_k[._]lora[._](?:down|A)(?:\.default)?\.weight$/.test(name)) {
      const width = shape[1]
      const family =
        width === 768 ? 'sd1' : width === 1024 ? 'sd2' : width === 2048 || width === 1280 ? 'sdxl' : undefined
      if (family) return { modelType: 'diffusion', subtype: 'loras', family, evidence }
    }
    if (/(?:^|[._])(?:double_blocks|single_transformer_blocks)[._]/.test(name)) {
      return { modelType: 'diffusion', subtype: 'loras', family: 'flux1', evidence }
    }
    if (/(?:^|[._])blocks[._]\d+[._]cross_attn[._]k[._]/.test(name)) {
      return { modelType: 'diffusion', subtype: 'loras', family: 'wan', evidence }
    }
    if (/add_k_proj/.test(name)) return { modelType: 'diffusion', subtype: 'loras', family: 'qwen-image', evidence }
    if (/layers\.\d+\.(?:self_attn|mlp)\./.test(name) && !adapterStart.test(name)) language = true
  }
  return { modelType: language ? 'llm' : 'diffusion', subtype: 'loras', evidence }
}
