import { mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { AppAdapter, DetectedApp } from '../appAdapter.ts'
import { torchEndings } from '../verify/endings.ts'
import { comfyuiQuestion } from './comfyuiQuestion.ts'
import { comfyuiSettings, comfyuiFolders } from './comfyuiSettings.ts'

/** Folders that only a models folder of ComfyUI has; one of them is enough to know it. */
const modelFolders = ['checkpoints', 'loras', 'diffusion_models', 'unet', 'text_encoders', 'clip', 'vae', 'controlnet']

/**
 * ComfyUI: a clone of its repository, the portable package for Windows, which has it in a folder `ComfyUI`, or the
 * folder that the program is started on with `--base-directory` (models in its `models`) or `--models-directory`. Such a
 * folder may be empty still: ComfyUI fills it. https://github.com/Comfy-Org/ComfyUI, folder_paths.py and cli_args.py
 */
export function createComfyuiAdapter(): AppAdapter {
  return {
    id: 'comfyui',
    name: 'ComfyUI',
    usualUrl: 'http://127.0.0.1:8188',
    settings: comfyuiSettings,
    question: comfyuiQuestion,
    listed: [
      ...comfyuiFolders.map((folder) => ({ folder, endings: torchEndings })),
      ...['diffusion_models', 'unet', 'text_encoders', 'clip'].map((folder) => ({ folder, endings: ['.gguf'] })),
      { folder: 'diffusers' },
      { folder: 'LLM' },
    ],
    usualPlaces: ({ home }) => [
      join(home, 'ComfyUI'),
      join(home, 'comfyui'),
      join(home, 'comfy', 'ComfyUI'),
      join(home, 'Documents', 'ComfyUI'),
      join(home, 'StabilityMatrix', 'Packages', 'ComfyUI'),
    ],
    async detect(path, { make = false } = {}): Promise<DetectedApp> {
      if (!(await isFolder(path))) throw notComfyui(path, `${path} is not a folder`)
      for (const folder of [path, join(path, 'ComfyUI')]) {
        if (!(await isComfyui(folder))) continue
        const models = join(folder, 'models')
        if (!(await isFolder(models))) throw notComfyui(path, `its folder ${models} is missing`)
        return {
          path: await realpath(folder),
          version: await readVersion(folder),
          modelsPath: await realpath(models),
          features: await findFeatures(folder),
        }
      }
      const models = await findModelsFolder(path, make)
      if (models === undefined) {
        throw notComfyui(
          path,
          'neither it nor its folder ComfyUI has main.py and folder_paths.py or comfy/, and it is no models folder',
        )
      }
      return {
        path: await realpath(path),
        version: 'unknown',
        modelsPath: await realpath(models),
        features: await findFeatures(path),
      }
    },
  }
}

async function isComfyui(folder: string): Promise<boolean> {
  if (!(await exists(join(folder, 'main.py')))) return false
  return (await exists(join(folder, 'folder_paths.py'))) || isFolder(join(folder, 'comfy'))
}

/** The models folder of a base directory, or `path` itself when it is one. */
async function findModelsFolder(path: string, make: boolean): Promise<string | undefined> {
  const models = join(path, 'models')
  const content = await readdir(path)
  if (content.length === 0) {
    if (!make) return undefined
    await mkdir(models)
    return models
  }
  if (content.some((name) => modelFolders.includes(name))) return path
  if (!content.includes('models') || !(await isFolder(models))) return undefined
  const below = await readdir(models)
  return below.length === 0 || below.some((name) => modelFolders.includes(name)) ? models : undefined
}

/** ComfyUI-GGUF adds the lists `unet_gguf` and `clip_gguf`; without it no .gguf is listed. */
async function findFeatures(folder: string): Promise<string[]> {
  const nodes = (await ifPresent(readdir(join(folder, 'custom_nodes')), 'ELOOP')) ?? []
  return nodes.some((name) => /^comfyui[-_]gguf/i.test(name)) ? ['comfyui-gguf'] : []
}

async function readVersion(folder: string): Promise<string> {
  const places = [
    ['comfyui_version.py', /^__version__\s*=\s*["']([^"']{1,100})["']/m],
    ['pyproject.toml', /^version\s*=\s*["']([^"']{1,100})["']/m],
  ] as const
  for (const [name, pattern] of places) {
    const text = await ifPresent(readFile(join(folder, name), 'utf8'), 'ELOOP')
    const version = text === undefined ? undefined : pattern.exec(text)?.[1]
    if (version !== undefined) return version
  }
  return 'unknown'
}

async function exists(path: string): Promise<boolean> {
  return (await ifPresent(stat(path), 'ELOOP')) !== undefined
}

async function isFolder(path: string): Promise<boolean> {
  return (await ifPresent(stat(path), 'ELOOP'))?.isDirectory() ?? false
}

function notComfyui(path: string, reason: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${path} is not a ComfyUI installation: ${reason}.`, {
    hint: 'Give the folder that holds main.py, the portable folder around it, or the folder that ComfyUI is started on with --base-directory.',
    details: { path },
  })
}
