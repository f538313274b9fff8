import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { AppSettingsFormat } from '../config/appSettingsFormat.ts'
import { addYamlBlock, removeYamlBlock } from '../config/yamlBlock.ts'
import { torchEndings } from '../verify/endings.ts'

/** Keys of folder_paths.py that list weights. */
export const comfyuiFolders = [
  'checkpoints',
  'loras',
  'vae',
  'text_encoders',
  'clip',
  'diffusion_models',
  'unet',
  'clip_vision',
  'style_models',
  'embeddings',
  'controlnet',
  'upscale_models',
  'hypernetworks',
  'ipadapter',
] as const

const section = 'weighthouse'
const fileName = 'extra_model_paths.yaml'

/**
 * extra_model_paths.yaml: a section of our own whose keys list model folders, absolute, behind ComfyUI's own. ComfyUI
 * shows a file by its path below the folder that is named, and the first folder that has a name wins; so each model's
 * folder is named, never a folder above several kinds. https://github.com/Comfy-Org/ComfyUI utils/extra_config.py
 */
export const comfyuiSettings: AppSettingsFormat = {
  foldersPerKey: 'many',
  fileOf: ({ path }) => join(path, fileName),
  endingsOf: (key) => (comfyuiFolders.some((folder) => folder === key) ? torchEndings : undefined),
  refuse(_text, { folder }, { path }) {
    if (/[\n\r]|^\s|\s$/.test(folder)) return 'the folder has a name that cannot stand on a line of its own'
    if (!existsSync(join(path, 'main.py'))) {
      return 'the settings file stands beside main.py, which is not in this folder; link the model instead'
    }
    return undefined
  },
  add: (text = '', entries, { path }) => addYamlBlock(join(path, fileName), text, section, entries),
  remove: (text) => removeYamlBlock(text),
}
