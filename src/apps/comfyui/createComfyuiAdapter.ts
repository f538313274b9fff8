import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import type { AppAdapter, DetectedApp } from '../appAdapter.ts'

/**
 * ComfyUI: a clone of its repository, or the portable package for Windows, which has it in a folder `ComfyUI`.
 * Models are in `models` unless the program is started with other flags. https://github.com/Comfy-Org/ComfyUI,
 * folder_paths.py
 */
export function createComfyuiAdapter(): AppAdapter {
  return {
    id: 'comfyui',
    name: 'ComfyUI',
    async detect(path): Promise<DetectedApp> {
      if (!(await isFolder(path))) throw notComfyui(path, `${path} is not a folder`)
      for (const folder of [path, join(path, 'ComfyUI')]) {
        if (!(await isComfyui(folder))) continue
        const models = join(folder, 'models')
        if (!(await isFolder(models))) throw notComfyui(path, `its folder ${models} is missing`)
        return { path: await realpath(folder), version: await readVersion(folder), modelsPath: await realpath(models) }
      }
      throw notComfyui(path, 'neither it nor its folder ComfyUI has main.py and folder_paths.py or comfy/')
    },
  }
}

async function isComfyui(folder: string): Promise<boolean> {
  if (!(await exists(join(folder, 'main.py')))) return false
  return (await exists(join(folder, 'folder_paths.py'))) || isFolder(join(folder, 'comfy'))
}

async function readVersion(folder: string): Promise<string> {
  const places = [
    ['comfyui_version.py', /^__version__\s*=\s*["']([^"']{1,100})["']/m],
    ['pyproject.toml', /^version\s*=\s*["']([^"']{1,100})["']/m],
  ] as const
  for (const [name, pattern] of places) {
    const text = await ifPresent(readFile(join(folder, name), 'utf8'))
    const version = text === undefined ? undefined : pattern.exec(text)?.[1]
    if (version !== undefined) return version
  }
  return 'unknown'
}

async function exists(path: string): Promise<boolean> {
  return (await ifPresent(stat(path))) !== undefined
}

async function isFolder(path: string): Promise<boolean> {
  return (await ifPresent(stat(path)))?.isDirectory() ?? false
}

async function ifPresent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}

function notComfyui(path: string, reason: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${path} is not a ComfyUI installation: ${reason}.`, {
    hint: 'Give the folder that holds main.py, or the portable folder around it.',
    details: { path },
  })
}
