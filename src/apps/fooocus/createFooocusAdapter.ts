import { join } from 'node:path'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { fooocusSettings } from './fooocusSettings.ts'

const endings = ['.pth', '.ckpt', '.bin', '.safetensors', '.patch']

/**
 * Fooocus. It walks its folders without following links to folders; links to files it takes.
 * https://github.com/lllyasviel/Fooocus modules/config.py, modules/extra_utils.py (get_files_from_folder)
 */
export function createFooocusAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'fooocus',
    name: 'Fooocus',
    marks: [['fooocus_version.py'], ['modules/config.py', 'launch.py']],
    below: ['Fooocus'],
    models: 'models',
    versions: [['fooocus_version.py', /^version\s*=\s*["']([^"']{1,100})["']/m]],
    settings: fooocusSettings,
    listed: [
      ...['checkpoints', 'loras', 'vae'].map((folder) => ({ folder, endings })),
      { folder: 'embeddings', endings: ['.pt', '.bin', '.safetensors'] },
      ...['controlnet', 'upscale_models', 'clip_vision'].map((folder) => ({ folder })),
    ],
    usualPlaces: ({ home }) => [join(home, 'Fooocus'), join(home, 'StabilityMatrix', 'Packages', 'Fooocus')],
    hint: 'Give the folder that holds fooocus_version.py.',
  })
}
