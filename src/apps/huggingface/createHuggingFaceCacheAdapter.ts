import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { AppAdapter, Surroundings } from '../appAdapter.ts'
import { createFolderAdapter, isFolder } from '../detect/createFolderAdapter.ts'

/**
 * The cache that transformers, diffusers, vLLM and others read. Files are hard-linked into `snapshots`: `hf cache delete`
 * follows a symbolic link and removes what it points to, which would be the library's file; of a hard link it removes
 * only the name. https://github.com/huggingface/huggingface_hub src/huggingface_hub/utils/_cache_manager.py
 */
export function createHuggingFaceCacheAdapter(): AppAdapter {
  return createHubAdapter('huggingface-cache', 'Hugging Face cache')
}

/**
 * llama.cpp keeps what it downloads in the same layout, and finds there what others put there. `llama-server --models-dir`
 * reads a plain folder instead: GGUF files right in it, and folders of one model each, in parts or with its projector.
 * https://github.com/ggml-org/llama.cpp common/preset.cpp (load_from_models_dir)
 */
export function createLlamacppAdapter(): AppAdapter {
  const cache = createHubAdapter('llamacpp', 'llama.cpp')
  return {
    ...cache,
    listed: [...cache.listed, { folder: '', endings: ['.gguf'], depth: { least: 0, most: 1 } }],
    async detect(path) {
      if (!(await isModelsDir(path))) return { ...(await cache.detect(path)), features: ['hub-cache'] }
      const folder = await realpath(path)
      return { path: folder, version: 'unknown', modelsPath: folder, features: ['models-dir'] }
    },
  }
}

/** A folder with GGUF files, or still empty; a cache has its files deeper. */
async function isModelsDir(path: string): Promise<boolean> {
  const entries = await ifPresent(readdir(path, { withFileTypes: true }), 'ENOTDIR', 'EACCES', 'ELOOP')
  if (!entries) return false
  if (entries.length === 0 || entries.some(({ name }) => isGguf(name))) return true
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const names = (await ifPresent(readdir(join(path, entry.name)), 'EACCES')) ?? []
    if (names.some(isGguf)) return true
  }
  return false
}

function isGguf(name: string): boolean {
  return name.endsWith('.gguf')
}

function createHubAdapter(id: string, name: string): AppAdapter {
  return createFolderAdapter({
    id,
    name,
    names: ['hub'],
    marks: [['hub', 'CACHEDIR.TAG', 'version.txt', 'models--*']],
    models: async (folder) => ((await isFolder(join(folder, 'hub'))) ? join(folder, 'hub') : folder),
    listed: [{ folder: '', depth: { least: 3, most: 99 } }],
    usualPlaces: (surroundings) => hubPlaces(id, surroundings),
    hint:
      id === 'llamacpp'
        ? 'Give the folder that LLAMA_CACHE or HF_HOME names, usually ~/.cache/huggingface, or that of llama-server --models-dir.'
        : 'Give the folder that HF_HOME or HF_HUB_CACHE names, usually ~/.cache/huggingface.',
  })
}

/** In the order in which they are asked: huggingface_hub constants.py; llama.cpp common/download.cpp. */
function hubPlaces(id: string, { home, env }: Surroundings): string[] {
  const named = [
    id === 'llamacpp' ? env['LLAMA_CACHE'] : undefined,
    env['HF_HUB_CACHE'],
    env['HUGGINGFACE_HUB_CACHE'],
    env['HF_HOME'],
    join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'huggingface'),
  ]
  return named.flatMap((place) => (place === undefined || place === '' ? [] : [place]))
}
