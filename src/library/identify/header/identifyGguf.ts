import type { GgufHeader, TensorInfo } from '../../../formats/modelHeader.ts'
import { familyOf } from '../../classify/familyOf.ts'
import type { HeaderFinding } from './headerRule.ts'
import { identifyTensors } from './identifyTensors.ts'
import type { Tensors } from './tensorView.ts'

/** The architectures that image applications load. https://github.com/city96/ComfyUI-GGUF, loader.py */
const imageFamilies: Record<string, string | undefined> = {
  flux: 'flux1',
  flux2: 'flux2',
  sd1: 'sd1',
  sdxl: 'sdxl',
  sd3: 'sd3',
  aura: 'auraflow',
  hidream: 'hidream',
  cosmos: 'cosmos',
  ltxv: 'ltxv',
  hyvid: 'hunyuan-video',
  wan: 'wan',
  lumina2: 'lumina',
  qwen_image: 'qwen-image',
}
/** Families that one architecture stands for, too: converters take the nearest name that loaders know. */
const kin: Record<string, readonly string[] | undefined> = {
  flux: ['flux2', 'chroma'],
  lumina2: ['z-image'],
  cosmos: ['anima'],
  hyvid: ['hunyuan-image'],
}

/**
 * What a GGUF header says of its file, by `general.architecture` or, where that is missing, by its tensors. Those of
 * image models tell the variant besides.
 */
export function identifyGguf(header: GgufHeader): HeaderFinding | undefined {
  const value = header.metadata.get('general.architecture')
  const architecture = typeof value === 'string' ? value.toLowerCase() : undefined
  // stable-diffusion.cpp writes none; `pig` is what one converter writes for all.
  if (architecture === undefined || architecture === 'pig') return identifyTensors(originalShapes(header))
  const says = `GGUF architecture ${architecture}`
  const family = imageFamilies[architecture]
  if (family !== undefined) {
    const seen = identifyTensors(originalShapes(header))
    const fits = seen?.family === family || (seen?.family !== undefined && kin[architecture]?.includes(seen.family))
    if (seen && fits) return { ...seen, says: `${says}; ${seen.says}` }
    return { type: 'diffusion', subtype: 'unet', family, says }
  }
  if (architecture === 't5' || architecture === 't5encoder')
    return { type: 'diffusion', subtype: 't5', family: 't5', says }
  // `clip` is llama.cpp's word for the projector of a model that sees.
  if (architecture === 'clip') return { type: 'vlm', subtype: 'full', says }
  const language = familyOf([architecture]) ?? architecture
  if (/bert|^gemma-embedding/.test(architecture)) return { type: 'embedding', subtype: 'full', family: language, says }
  if (architecture === 'whisper') return { type: 'audio', subtype: 'full', family: language, says }
  return { type: architecture.endsWith('vl') ? 'vlm' : 'llm', subtype: 'full', family: language, says }
}

/** ComfyUI-GGUF flattens tensors that blocks do not divide, and keeps their shape in `comfy.gguf.orig_shape.<name>`. */
function originalShapes({ metadata, tensors }: GgufHeader): Tensors {
  const start = 'comfy.gguf.orig_shape.'
  const shapes = new Map<string, TensorInfo>()
  for (const [key, value] of metadata) {
    const tensor = key.startsWith(start) ? tensors.get(key.slice(start.length)) : undefined
    if (!tensor || typeof value !== 'object' || value.first.length !== value.length) continue
    const shape = value.first.map(Number)
    if (shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
      shapes.set(key.slice(start.length), { ...tensor, shape })
    }
  }
  return shapes.size === 0 ? tensors : new Map([...tensors, ...shapes])
}
