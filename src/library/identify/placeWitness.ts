import { posix } from 'node:path'

import { familyOf, imageFamilies, languageFamilies } from '../classify/familyOf.ts'
import type { FoundModel } from '../layouts/foundModel.ts'
import type { ModelType, Subtype } from '../metadata.ts'
import type { Witness } from './identification.ts'

/** Folders by which people and applications say what is in them, in lower case without separators. */
const folders: Record<string, Subtype | undefined> = {
  checkpoints: 'checkpoints',
  stablediffusion: 'checkpoints',
  diffusionmodels: 'unet',
  unet: 'unet',
  textencoders: 'text_encoders',
  textencoder: 'text_encoders',
  clip: 'text_encoders',
  clipvision: 'clip_vision',
  vae: 'vae',
  vaes: 'vae',
  loras: 'loras',
  lora: 'loras',
  lycoris: 'loras',
  controlnet: 'controlnet',
  controlnets: 'controlnet',
  embeddings: 'embeddings',
  embedding: 'embeddings',
  textualinversion: 'embeddings',
  upscalemodels: 'upscale',
  esrgan: 'upscale',
  realesrgan: 'upscale',
  swinir: 'upscale',
  ipadapter: 'ipadapter',
  hypernetworks: 'hypernetworks',
  diffusers: 'diffusers',
}

/**
 * Parts of which an application's own folder says enough: what they are made for matters little, and many of them are pickles,
 * which have no header. Of a checkpoint or a LoRA people want to know the base.
 */
const simpleParts: ReadonlySet<Subtype | undefined> = new Set<Subtype>([
  'upscale',
  'vae',
  'embeddings',
  'hypernetworks',
  'clip_vision',
  'text_encoders',
])

/** What the layout says of a model by where it lies. */
export function askLayout({ layout, hints }: FoundModel): Witness | undefined {
  const { type, subtype, repo, fileSubtypes } = hints
  if (type === undefined && subtype === undefined && repo === undefined) return undefined
  // A cache of Hugging Face names repo and commit by itself; other applications only take folders like it.
  const isCache = layout === 'huggingface-cache' && repo !== undefined
  return {
    method: 'folder',
    says: isCache
      ? `it lies in a cache of Hugging Face as ${repo.repoId}`
      : isPlain(layout)
        ? `it lies in a folder for ${subtype ?? type ?? 'models'}`
        : `it lies where ${layout} keeps ${subtype ?? type ?? 'its models'}`,
    confidence: isCache ? 0.7 : isPlain(layout) || !simpleParts.has(subtype) ? 0.55 : 0.62,
    type: type ?? (subtype === undefined || subtype === 'full' ? undefined : 'diffusion'),
    subtype,
    family: repo && familyOf([repo.repoId.split('/').at(-1)]),
    officialName: repo?.repoId,
    identified: isCache ? { source: repo.source, repoId: repo.repoId } : undefined,
    files: fileSubtypes,
  }
}

/** Folders as people make them, not an application. */
function isPlain(layout: FoundModel['layout']): boolean {
  return layout === 'plain' || layout === 'vendor-model' || layout === 'diffusers'
}

/** What the names of the folders say that lead to a model, the nearest first. */
export function askFolders({ path, files }: FoundModel): Witness | undefined {
  const segments = posix.dirname(files[0]?.path ?? path).split('/')
  for (const segment of segments.toReversed()) {
    const subtype = folders[segment.toLowerCase().replace(/[-_ ]/g, '')]
    if (subtype) {
      return { method: 'folder', says: `it lies in a folder ${segment}`, confidence: 0.45, type: 'diffusion', subtype }
    }
  }
  return undefined
}

const kinds: [subtype: Subtype, pattern: RegExp][] = [
  ['loras', /(?:^|[^a-z])(?:lora|locon|lycoris|dora)(?:[^a-z]|$)/i],
  ['vae', /(?:^|[^a-z])vae(?:[^a-z]|$)/i],
  ['controlnet', /control[-_ ]?net|^control_/i],
  ['ipadapter', /ip[-_ ]?adapter/i],
  ['upscale', /(?:^|[^a-z])(?:\d+x[-_]|esrgan|upscale)/i],
  ['embeddings', /(?:^|[^a-z])(?:embedding|textual[-_ ]?inversion)/i],
]

/** What a model's name says: the least of all witnesses. It names no page of a source, however well it fits. */
export function askName({ name }: Pick<FoundModel, 'name'>): Witness | undefined {
  const family = familyOf([name])
  const subtype = kinds.find(([, pattern]) => pattern.test(name))?.[0]
  const type: ModelType | undefined =
    subtype !== undefined || (family !== undefined && imageFamilies.has(family))
      ? 'diffusion'
      : family !== undefined && languageFamilies.has(family)
        ? 'llm'
        : undefined
  if (type === undefined && family === undefined) return undefined
  const said = [subtype, family].filter(Boolean).join(' for ')
  return { method: 'name', says: `its name says ${said}`, confidence: 0.35, type, subtype, family }
}
