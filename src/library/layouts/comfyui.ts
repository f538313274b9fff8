import { isAbsolute, join, relative, sep } from 'node:path'

import { baseName, fileAt, type Folder, folderAt } from './folder.ts'
import type { FoundModel } from './foundModel.ts'
import type { FindContext, Layout } from './layout.ts'
import { readPlainYaml } from './readPlainYaml.ts'
import { countNames, findInTypedFolders, findOfKind, kindOfFolder } from './typedFolders.ts'

/**
 * ComfyUI: `models/<key>/…`, from the application's folder or from `models` itself; folders of extra_model_paths.yaml that lie
 * in the root are read by their keys, those elsewhere are suggested. folder_paths.py, utils/extra_config.py
 */
export const comfyui: Layout = {
  name: 'comfyui',
  claims: (folder) => modelsOf(folder) !== undefined,
  find(folder, context) {
    const models = modelsOf(folder) ?? folder
    return [
      ...findInTypedFolders(models, 'comfyui', context),
      ...(models === folder ? [] : findExtra(folder, models, context)),
    ]
  },
}

/** Folders that only ComfyUI has in this spelling. */
const keys = [
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
  'gligen',
  'upscale_models',
  'hypernetworks',
  'photomaker',
  'model_patches',
  'vae_approx',
  'latent_upscale_models',
  'audio_encoders',
]

function modelsOf(folder: Folder): Folder | undefined {
  const models = folder.folders.get('models')
  if (models && countNames(models, keys) > 0 && isApplication(folder)) return models
  return countNames(folder, keys) > 1 ? folder : undefined
}

function isApplication(folder: Folder): boolean {
  return (
    fileAt(folder, 'folder_paths.py') !== undefined ||
    fileAt(folder, 'extra_model_paths.yaml') !== undefined ||
    folder.folders.has('custom_nodes') ||
    folder.folders.has('comfy')
  )
}

function findExtra(folder: Folder, models: Folder, context: FindContext): FoundModel[] {
  const file = fileAt(folder, 'extra_model_paths.yaml')
  const text = file && context.readText(file)
  if (text === undefined) return []
  const home = join(context.rootPath, folder.path)
  const found: FoundModel[] = []
  for (const section of Object.values(readPlainYaml(text))) {
    if (typeof section === 'string') continue
    const base = section['base_path']
    // What the environment and ~ mean to the application is not known here.
    if (base !== undefined && /[$~%]/.test(base)) continue
    const from = base === undefined ? home : isAbsolute(base) ? base : join(home, base)
    for (const [key, value] of Object.entries(section)) {
      if (key === 'base_path' || key === 'is_default') continue
      for (const line of value.split('\n').map((part) => part.trim())) {
        if (line !== '') found.push(...findAtPath(isAbsolute(line) ? line : join(from, line), key))
      }
    }
  }
  return found

  function findAtPath(path: string, key: string): FoundModel[] {
    const below = relative(context.rootPath, path).split(sep).join('/')
    if (below === '..' || below.startsWith('../') || isAbsolute(below)) {
      context.suggest(path)
      return []
    }
    if (below === models.path || below.startsWith(`${models.path}/`)) return []
    const start = folder.path === '' ? below : below.slice(folder.path.length + 1)
    const extra = start === '' ? undefined : folderAt(folder, start)
    return extra
      ? findOfKind(extra, 'comfyui', kindOfFolder(key) ?? kindOfFolder(baseName({ path: below })) ?? {}, context)
      : []
  }
}
