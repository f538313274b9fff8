import type { ModelType, Subtype } from '../metadata.ts'
import { type Folder, foldersOf, isHuggingFaceCache } from './folder.ts'
import type { FoundModel, LayoutHints, LayoutName } from './foundModel.ts'
import { groupFiles } from './groupFiles.ts'
import type { FindContext } from './layout.ts'
import { isDiffusersFolder, isRepoFolder, toRepoModel } from './repoFolder.ts'

/** What models in a folder of this name are. */
export interface FolderKind {
  type?: ModelType
  subtype?: Subtype
}

const image = (subtype: Subtype): FolderKind => ({ type: 'diffusion', subtype })

/**
 * Folders by which image applications say what is in them, in lower case without `-`, `_` and spaces: ComfyUI
 * folder_paths.py, A1111 and Forge modules/paths_internal.py, SD.Next modules/ui_definitions.py, Fooocus config.py, SwarmUI
 * Settings.cs, StabilityMatrix SharedFolderType.
 */
const kinds: Record<string, FolderKind> = {
  checkpoints: image('checkpoints'),
  checkpoint: image('checkpoints'),
  stablediffusion: image('checkpoints'),
  loras: image('loras'),
  lora: image('loras'),
  lycoris: image('loras'),
  vae: image('vae'),
  vaes: image('vae'),
  vaeapprox: image('vae'),
  approxvae: image('vae'),
  textencoders: image('text_encoders'),
  textencoder: image('text_encoders'),
  clip: image('text_encoders'),
  diffusionmodels: image('unet'),
  unet: image('unet'),
  clipvision: image('clip_vision'),
  invokeclipvision: image('clip_vision'),
  stylemodels: image('other'),
  embeddings: image('embeddings'),
  textualinversion: image('embeddings'),
  diffusers: image('diffusers'),
  controlnet: image('controlnet'),
  controlnets: image('controlnet'),
  t2iadapter: image('controlnet'),
  control: image('controlnet'),
  controlnetpreprocessor: image('other'),
  gligen: image('other'),
  upscalemodels: image('upscale'),
  latentupscalemodels: image('upscale'),
  esrgan: image('upscale'),
  realesrgan: image('upscale'),
  bsrgan: image('upscale'),
  swinir: image('upscale'),
  scunet: image('upscale'),
  dat: image('upscale'),
  hat: image('upscale'),
  ldsr: image('upscale'),
  gfpgan: image('upscale'),
  codeformer: image('upscale'),
  hypernetworks: image('hypernetworks'),
  hypernetwork: image('hypernetworks'),
  ipadapter: image('ipadapter'),
  ipadapters: image('ipadapter'),
  invokeipadapters15: image('ipadapter'),
  invokeipadaptersxl: image('ipadapter'),
  photomaker: image('other'),
  modelpatches: image('other'),
  animatediffmodels: image('other'),
  animatediff: image('other'),
  inpaint: image('other'),
  promptexpansion: { type: 'llm', subtype: 'full' },
  safetychecker: { type: 'vision', subtype: 'other' },
  classifiers: { type: 'vision', subtype: 'other' },
  audioencoders: { type: 'audio', subtype: 'other' },
  backgroundremoval: { type: 'vision', subtype: 'other' },
  frameinterpolation: { type: 'vision', subtype: 'other' },
  geometryestimation: { type: 'vision', subtype: 'other' },
  opticalflow: { type: 'vision', subtype: 'other' },
  detection: { type: 'vision', subtype: 'other' },
  ultralytics: { type: 'vision', subtype: 'other' },
  adetailer: { type: 'vision', subtype: 'other' },
  yolo: { type: 'vision', subtype: 'other' },
  sams: { type: 'vision', subtype: 'other' },
  sam: { type: 'vision', subtype: 'other' },
  insightface: { type: 'vision', subtype: 'other' },
  facerestoremodels: image('upscale'),
  llm: { type: 'llm', subtype: 'full' },
}

/** What a folder of this name holds; undefined when its name says nothing. */
export function kindOfFolder(name: string): FolderKind | undefined {
  return kinds[name.toLowerCase().replace(/[-_ ]/g, '')]
}

/** How many of a folder's folders have exactly one of these names. */
export function countNames(folder: Folder, names: readonly string[]): number {
  return names.filter((name) => folder.folders.has(name)).length
}

/**
 * The models in a folder whose folders say what is in them (`models/loras/…`), at any depth. A folder that is a model as a
 * whole is one; folders of other names are looked at as plain ones.
 */
export function findInTypedFolders(folder: Folder, layout: LayoutName, context: FindContext): FoundModel[] {
  return [
    ...groupFiles(folder, { layout }),
    ...foldersOf(folder).flatMap((child) => {
      const kind = kindOfFolder(child.name)
      return kind ? findOfKind(child, layout, kind, context) : context.findOthers(child)
    }),
  ]
}

/** The models of one such folder. Folders in it only sort, unless they are models as a whole. */
export function findOfKind(folder: Folder, layout: LayoutName, kind: FolderKind, context: FindContext): FoundModel[] {
  const hints: LayoutHints = { ...kind }
  // SD.Next keeps a Hugging Face cache in its Diffusers folder.
  if (isHuggingFaceCache(folder)) return context.findOthers(folder, hints)
  const models = groupFiles(folder, { layout, hints, forWeights: true })
  for (const child of foldersOf(folder)) {
    if (isDiffusersFolder(child))
      models.push(toRepoModel(child, layout, child.name, { ...hints, subtype: 'diffusers' }))
    else if (isRepoFolder(child)) models.push(toRepoModel(child, layout, child.name, hints))
    else models.push(...findOfKind(child, layout, kindOfFolder(child.name) ?? kind, context))
  }
  return models
}
