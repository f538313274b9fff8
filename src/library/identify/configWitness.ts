import { posix } from 'node:path'

import { z } from 'zod'

import { familyOf } from '../classify/familyOf.ts'
import type { FoundFile, FoundModel } from '../layouts/foundModel.ts'
import type { ModelType, Subtype } from '../metadata.ts'
import type { Witness } from './identification.ts'
import { readSmallJson } from './readSmallFile.ts'
import { tidyText } from './tidyText.ts'
import { isWeightFile } from './weightFiles.ts'

const longestConfig = 4 * 1024 * 1024

const text = z.string().optional().catch(undefined)
const number = z.number().optional().catch(undefined)
const width = z
  .union([z.number(), z.array(z.number())])
  .optional()
  .catch(undefined)
const pipeline = z.object({ _class_name: text, _name_or_path: text })
const part = z.object({
  _class_name: text,
  cross_attention_dim: width,
  in_channels: number,
  joint_attention_dim: number,
})
const transformers = z.object({
  architectures: z.array(z.string()).optional().catch(undefined),
  model_type: text,
  vision_config: z.unknown().optional(),
  torch_dtype: text,
})
const peft = z.object({ peft_type: text, base_model_name_or_path: text })

/** Words in the class names of diffusers' pipelines and transformers that name a family. */
const classes: [family: string, pattern: RegExp][] = [
  ['sdxl', /StableDiffusionXL|KolorsXL/],
  ['sd3', /StableDiffusion3|SD3/],
  ['flux2', /Flux2/],
  ['flux1', /Flux/],
  ['chroma', /Chroma/],
  ['qwen-image', /QwenImage/],
  ['z-image', /ZImage/],
  ['lumina', /Lumina/],
  ['wan', /Wan/],
  ['hunyuan-video', /HunyuanVideo/],
  ['hunyuan-dit', /HunyuanDiT/],
  ['ltxv', /LTX/],
  ['cosmos', /Cosmos/],
  ['hidream', /HiDream/],
  ['auraflow', /AuraFlow/],
  ['pixart', /PixArt/],
  ['stable-cascade', /StableCascade|Wuerstchen/],
  ['mochi', /Mochi/],
  ['cogvideox', /CogVideoX/],
  ['kandinsky5', /Kandinsky5/],
  ['kandinsky', /Kandinsky/],
  ['omnigen2', /OmniGen2/],
  ['stable-audio', /StableAudio/],
  ['svd', /StableVideoDiffusion/],
  ['kolors', /Kolors/],
]

/** What the config files of a folder say: a tree of diffusers, a model of transformers, an adapter of PEFT. */
export async function askConfigs(found: FoundModel): Promise<Witness[]> {
  const named = (name: string) => {
    const candidates = found.files.filter(({ path }) => posix.basename(path) === name)
    return candidates.toSorted((a, b) => depth(a) - depth(b))[0]
  }
  const index = named('model_index.json')
  if (index) return present(await readPipeline(index, found.files))
  const adapter = named('adapter_config.json')
  if (adapter) return present(await readAdapter(adapter))
  const config = named('config.json')
  return config ? present(await readTransformers(config, found)) : []
}

const depth = ({ path }: FoundFile) => path.split('/').length

function present(witness: Witness | undefined): Witness[] {
  return witness ? [witness] : []
}

async function readPipeline(index: FoundFile, files: readonly FoundFile[]): Promise<Witness | undefined> {
  const json = pipeline.safeParse(await readSmallJson(index.location, longestConfig))
  if (!json.success) return undefined
  const folder = posix.dirname(index.path)
  const name = tidyText(json.data._class_name, 100)
  const denoiser = files.find(({ path }) =>
    ['unet', 'transformer'].some((part) => path === posix.join(folder, part, 'config.json')),
  )
  const config = denoiser && part.safeParse(await readSmallJson(denoiser.location, longestConfig))
  const unet = config?.success ? config.data : undefined
  const tree = files.filter(({ path }) => isWeightFile(path) && posix.dirname(path) !== folder && inside(path, folder))
  const family = familyOfClass(name) ?? familyOfUnet(unet) ?? familyOfClass(unet?._class_name)
  return {
    method: 'header',
    says: `model_index.json says ${name ?? 'diffusers'}${unet ? `, its denoiser ${tidyText(unet._class_name, 100) ?? 'has a config'}` : ''}`,
    confidence: 0.92,
    type: name?.includes('Audio') ? 'audio' : 'diffusion',
    subtype: 'diffusers',
    family,
    variant: /Inpaint|Fill/.test(name ?? '') || unet?.in_channels === 9 ? 'inpaint' : undefined,
    files: new Map(tree.map(({ path }) => [path, 'diffusers'])),
  }
}

function inside(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`)
}

function familyOfClass(name: string | undefined): string | undefined {
  return name === undefined ? undefined : classes.find(([, pattern]) => pattern.test(name))?.[0]
}

/** By the width of the text that the denoiser reads. */
function familyOfUnet(config: z.infer<typeof part> | undefined): string | undefined {
  const wide = Array.isArray(config?.cross_attention_dim) ? config.cross_attention_dim[0] : config?.cross_attention_dim
  switch (wide) {
    case 768:
      return 'sd1'
    case 1024:
      return 'sd2'
    case 1280:
    case 2048:
      return 'sdxl'
    default:
      return undefined
  }
}

async function readAdapter(file: FoundFile): Promise<Witness | undefined> {
  const json = peft.safeParse(await readSmallJson(file.location, longestConfig))
  const base = json.success ? tidyText(json.data.base_model_name_or_path, 300) : undefined
  if (!json.success || (base === undefined && json.data.peft_type === undefined)) return undefined
  return {
    method: 'header',
    says: `adapter_config.json says an adapter${base === undefined ? '' : ` for ${base}`}`,
    confidence: 0.85,
    subtype: 'loras',
    family: familyOf([base]),
    // A folder of somebody's machine names no model.
    baseModels: base !== undefined && /^[\w.-]+\/[\w.-]+$/.test(base) ? [base] : undefined,
  }
}

async function readTransformers(file: FoundFile, found: FoundModel): Promise<Witness | undefined> {
  const json = transformers.safeParse(await readSmallJson(file.location, longestConfig))
  if (!json.success) return undefined
  const architecture = tidyText(json.data.architectures?.[0], 100)
  const modelType = tidyText(json.data.model_type, 100)
  if (architecture === undefined && modelType === undefined) return undefined
  const type = typeOfArchitecture(architecture, json.data.vision_config !== undefined, found.name)
  return {
    method: 'header',
    says: `config.json says ${[architecture, modelType].filter(Boolean).join(', ')}`,
    confidence: type ? 0.88 : 0.5,
    type,
    subtype: type && ('full' satisfies Subtype),
    family: familyOf([modelType, architecture]) ?? modelType?.toLowerCase(),
  }
}

function typeOfArchitecture(architecture: string | undefined, sees: boolean, name: string): ModelType | undefined {
  if (architecture === undefined) return undefined
  if (/Whisper|Wav2Vec|Speech|Audio|Bark|Musicgen|Vits/.test(architecture)) return 'audio'
  if (architecture.endsWith('ForSequenceClassification') && /rerank/i.test(name)) return 'reranker'
  if (sees && /ForConditionalGeneration$|ForCausalLM$/.test(architecture)) return 'vlm'
  if (/ForCausalLM$|LMHeadModel$|ForConditionalGeneration$/.test(architecture)) return 'llm'
  if (/CLIPModel|ViT|Dino|Segment|ForImageClassification|ForObjectDetection|Siglip/.test(architecture)) return 'vision'
  return /Bert|E5|XLMRoberta|MPNet/.test(architecture) ? 'embedding' : undefined
}
