import { join } from 'node:path'

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

/** llama.cpp keeps what it downloads in the same layout, and finds there what others put there. */
export function createLlamacppAdapter(): AppAdapter {
  return createHubAdapter('llamacpp', 'llama.cpp')
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
    hint: 'Give the folder that HF_HOME or HF_HUB_CACHE names, usually ~/.cache/huggingface.',
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
