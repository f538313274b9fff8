import { join, resolve } from 'node:path'

import { createDouble, readOwn } from './appDouble.ts'

const endings = ['.pth', '.ckpt', '.bin', '.safetensors']

// modules/extra_utils.py, get_files_from_folder: os.walk without followlinks; modules/config.py, get_dir_or_set_default
export const fooocus = createDouble({
  id: 'fooocus',
  files: {
    'fooocus_version.py': "version = '2.5.5'\n",
    'modules/config.py': '',
    'launch.py': '',
    'config.txt': '{\n    "default_model": "mine.safetensors"\n}',
  },
  folders: ['models/checkpoints', 'models/loras'],
  rules: {
    checkpoints: { folder: 'models/checkpoints', endings, follows: false },
    loras: { folder: 'models/loras', endings, follows: false },
    vae: { folder: 'models/vae', endings, follows: false },
    embeddings: { folder: 'models/embeddings', endings: ['.pt', '.bin', '.safetensors'], follows: false },
    controlnet: { folder: 'models/controlnet', endings, follows: false },
    upscalers: { folder: 'models/upscale_models', endings: ['.pth', '.safetensors', '.bin'], follows: false },
    clip_vision: { folder: 'models/clip_vision', endings, follows: false },
  },
  async more(path) {
    const config = JSON.parse((await readOwn(join(path, 'config.txt'))) || '{}') as Record<string, string | string[]>
    const lists = { path_checkpoints: 'checkpoints', path_loras: 'loras' }
    return Object.fromEntries(
      Object.entries(lists).flatMap(([key, list]) => {
        const folders = config[key]
        if (folders === undefined) return []
        return [[list, { folders: [folders].flat().map((folder) => resolve(path, folder)), instead: true }]]
      }),
    )
  },
})
