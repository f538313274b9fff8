import { posix } from 'node:path'

import type { ModelType, Subtype } from '../metadata.ts'
import { type ModelClues } from './classification.ts'
import { civitaiFileSubtypes } from './classifyCivitai.ts'

const weights = /\.(?:ckpt|pt|pt2|bin|pth|safetensors|pkl|sft|gguf)$/i
// What trainers leave beside the weights.
const leftovers = /^(?:optimizer|scheduler|scaler|training_args|rng_state.*|random_states.*)\.(?:bin|pth?|pkl)$/i
const shard = /-\d{5}-of-\d{5}\.[a-z]+$/i

// Folders by which repackaged repos (split_files/vae/…) say what is in them.
const folders: Record<string, Subtype | undefined> = {
  checkpoints: 'checkpoints',
  diffusion_models: 'unet',
  unet: 'unet',
  text_encoders: 'text_encoders',
  text_encoder: 'text_encoders',
  clip: 'text_encoders',
  clip_vision: 'clip_vision',
  vae: 'vae',
  loras: 'loras',
  lora: 'loras',
  controlnet: 'controlnet',
  embeddings: 'embeddings',
  upscale_models: 'upscale',
  ipadapter: 'ipadapter',
  hypernetworks: 'hypernetworks',
}

/**
 * The part that each weight file of an image model plays: what the source says of the file, its place in a diffusers
 * tree, its header, the name of its folder, in this order. Files without an answer are what the model is. Of other
 * models no file has a part of its own.
 */
export function findFileSubtypes(clues: ModelClues, modelType: ModelType): Map<string, Subtype> {
  const result = clues.source === 'civitai' ? civitaiFileSubtypes(clues) : new Map<string, Subtype>()
  if (modelType !== 'diffusion') return result
  const trees = clues.files
    .filter(({ path }) => posix.basename(path) === 'model_index.json')
    .map(({ path }) => posix.dirname(path))

  for (const { path } of clues.files) {
    if (result.has(path) || !weights.test(path)) continue
    const folder = posix.dirname(path)
    const inTree = trees.some((tree) => folder !== tree && (tree === '.' || folder.startsWith(`${tree}/`)))
    const subtype = inTree
      ? 'diffusers'
      : leftovers.test(posix.basename(path)) || shard.test(path)
        ? 'other'
        : (clues.headers.get(path)?.subtype ?? folders[posix.basename(folder).toLowerCase()])
    if (subtype) result.set(path, subtype)
  }
  return result
}
