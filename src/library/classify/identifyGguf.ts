import type { GgufHeader } from '../../formats/modelHeader.ts'
import type { Testimony } from './classification.ts'
import { familyOf } from './familyOf.ts'
import { identifyTensors } from './identifyTensors.ts'

// The architectures that image applications load. https://github.com/city96/ComfyUI-GGUF, loader.py
const imageFamilies: Record<string, string | undefined> = {
  flux: 'flux1',
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

/** What a GGUF header says of its file, by `general.architecture` or, where that is missing, by its tensors' names. */
export function identifyGguf(header: GgufHeader): Testimony | undefined {
  const value = header.metadata.get('general.architecture')
  const architecture = typeof value === 'string' ? value.toLowerCase() : undefined
  // stable-diffusion.cpp writes none; `pig` is what one converter writes for all.
  if (architecture === undefined || architecture === 'pig') return identifyTensors(header.tensors)
  const evidence = [`GGUF architecture ${architecture}`]
  const imageFamily = imageFamilies[architecture]
  if (imageFamily) return { modelType: 'diffusion', subtype: 'unet', family: imageFamily, evidence }
  if (architecture === 't5' || architecture === 't5encoder') {
    return { modelType: 'diffusion', subtype: 't5', family: 't5', evidence }
  }
  // `clip` is llama.cpp's word for the projector of a model that sees.
  if (architecture === 'clip') return { modelType: 'vlm', subtype: 'full', evidence }
  const family = familyOf([architecture]) ?? architecture
  if (/bert|^gemma-embedding/.test(architecture)) return { modelType: 'embedding', subtype: 'full', family, evidence }
  if (architecture === 'whisper') return { modelType: 'audio', subtype: 'full', family, evidence }
  return { modelType: architecture.endsWith('vl') ? 'vlm' : 'llm', subtype: 'full', family, evidence }
}
