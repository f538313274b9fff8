import { z } from 'zod'

import type { ModelType, Subtype } from '../metadata.ts'
import type { ModelClues, Testimony } from './classification.ts'
import { familyOf, languageFamilies } from './familyOf.ts'

const text = z.string().optional().catch(undefined)
const recordSchema = z.object({
  pipeline_tag: text,
  library_name: text,
  tags: z.array(z.string()).optional().catch(undefined),
  config: z
    .object({ model_type: text, architectures: z.array(z.string()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  gguf: z.object({ architecture: text }).optional().catch(undefined),
})

// https://huggingface.co/tasks; a task that fits no type is left to the other witnesses.
const tasks: Record<string, ModelType | undefined> = {
  'text-generation': 'llm',
  'text2text-generation': 'llm',
  summarization: 'llm',
  translation: 'llm',
  'image-text-to-text': 'vlm',
  'video-text-to-text': 'vlm',
  'visual-question-answering': 'vlm',
  'document-question-answering': 'vlm',
  'image-to-text': 'vlm',
  'any-to-any': 'vlm',
  'text-ranking': 'reranker',
  'sentence-similarity': 'embedding',
  'feature-extraction': 'embedding',
  'fill-mask': 'embedding',
  'visual-document-retrieval': 'embedding',
  'text-to-image': 'diffusion',
  'image-to-image': 'diffusion',
  'image-text-to-image': 'diffusion',
  'text-to-video': 'diffusion',
  'image-to-video': 'diffusion',
  'image-text-to-video': 'diffusion',
  'video-to-video': 'diffusion',
  'unconditional-image-generation': 'diffusion',
  'text-to-3d': 'diffusion',
  'image-to-3d': 'diffusion',
  'automatic-speech-recognition': 'audio',
  'text-to-speech': 'audio',
  'text-to-audio': 'audio',
  'audio-to-audio': 'audio',
  'audio-classification': 'audio',
  'audio-text-to-text': 'audio',
  'voice-activity-detection': 'audio',
  'image-classification': 'vision',
  'zero-shot-image-classification': 'vision',
  'image-segmentation': 'vision',
  'mask-generation': 'vision',
  'object-detection': 'vision',
  'zero-shot-object-detection': 'vision',
  'depth-estimation': 'vision',
  'keypoint-detection': 'vision',
  'image-feature-extraction': 'vision',
  'video-classification': 'vision',
}

const libraries: Record<string, ModelType | undefined> = {
  diffusers: 'diffusion',
  'diffusion-single-file': 'diffusion',
  comfyui: 'diffusion',
  'sentence-transformers': 'embedding',
  pylate: 'embedding',
  mlx: 'llm',
  'mlx-vlm': 'vlm',
  'llama.cpp': 'llm',
  vllm: 'llm',
  ultralytics: 'vision',
  timm: 'vision',
  nemo: 'audio',
}

/** What the Hugging Face record says: its task, library, tags and config. */
export function classifyHuggingFace(clues: ModelClues): Testimony {
  const parsed = recordSchema.safeParse(clues.record)
  const record = parsed.success ? parsed.data : {}
  const tags = new Set((record.tags ?? clues.entry?.tags.map(({ tag }) => tag) ?? []).map((tag) => tag.toLowerCase()))
  const task = record.pipeline_tag ?? clues.entry?.task
  const library = (record.library_name ?? clues.entry?.library)?.toLowerCase()
  const architecture = record.config?.architectures?.[0]
  const evidence: string[] = []

  const names = [...(clues.entry?.baseModels.map(({ id }) => id) ?? []), clues.id].map((id) => id.split('/').at(-1))
  const declared = [record.config?.model_type, record.gguf?.architecture]
  const told = findModelType()
  // Tags of an image model speak of its tools first, those of a language model of its architecture.
  const family = familyOf(
    told === 'diffusion' ? [...declared, ...names, ...plainTags(tags)] : [...declared, ...plainTags(tags), ...names],
  )
  const modelType = told ?? findModelTypeByFamily()
  const subtype = findSubtype()
  return { modelType, subtype, family, evidence }

  function say<T>(answer: T, because: string): T {
    evidence.push(because)
    return answer
  }

  function findModelType(): ModelType | undefined {
    if (tags.has('reranker') || tags.has('cross-encoder')) return say('reranker', 'tagged as a reranker')
    const byTask = task === undefined ? undefined : tasks[task]
    if (byTask) return say(byTask, `Hugging Face task ${task}`)
    if (/ForCausalLM$|LMHeadModel$/.test(architecture ?? '')) return say('llm', `architecture ${architecture}`)
    const byTag = [...tags].map((tag) => tasks[tag]).find(Boolean)
    if (byTag) return say(byTag, 'a task among its tags')
    const byLibrary = library === undefined ? undefined : libraries[library]
    if (byLibrary) return say(byLibrary, `Hugging Face library ${library}`)
    for (const [name, type] of Object.entries(libraries)) if (tags.has(name)) return say(type, `tag ${name}`)
    return undefined
  }

  function findModelTypeByFamily(): ModelType | undefined {
    if (family === undefined || !languageFamilies.has(family)) return undefined
    const sees = /(?:^|[^a-z])vl(?:[^a-z]|$)/i.test(`${clues.id} ${record.config?.model_type}`)
    return say(sees ? 'vlm' : 'llm', `it is of the family ${family}`)
  }

  function findSubtype(): Subtype | undefined {
    if (modelType === undefined) return undefined
    const adapts = clues.entry?.baseModels.some(({ relation, declared }) => relation === 'adapter' && declared) ?? false
    if (tags.has('controlnet')) return say('controlnet', 'tag controlnet')
    if (tags.has('ip-adapter')) return say('ipadapter', 'tag ip-adapter')
    if (tags.has('lora') || library === 'peft' || adapts) return say('loras', 'it adapts another model')
    if (modelType !== 'diffusion') return 'full'
    if (clues.files.some(({ path }) => path === 'model_index.json')) return say('diffusers', 'it has model_index.json')
    if (tags.has('textual_inversion')) return say('embeddings', 'tag textual_inversion')
    if (tags.has('vae') || tags.has('autoencoder')) return say('vae', 'tag vae')
    return undefined
  }
}

/** Tags that may name a family: not `license:…`, `dataset:…`, `base_model:…` and the like. */
function plainTags(tags: ReadonlySet<string>): string[] {
  return [...tags].filter((tag) => !tag.includes(':') && !(tag in libraries))
}
