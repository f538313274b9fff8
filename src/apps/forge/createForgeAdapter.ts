import { join } from 'node:path'

import { a1111Listed } from '../a1111/a1111Listed.ts'
import { a1111Question } from '../a1111/a1111Question.ts'
import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'

/** Stable Diffusion WebUI Forge: the layout of A1111, with GGUF and folders for text encoders and diffusers trees. */
export function createForgeAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'forge',
    name: 'Stable Diffusion WebUI Forge',
    marks: [['webui.py'], ['modules_forge']],
    below: ['stable-diffusion-webui-forge', 'webui'],
    models: 'models',
    roots: { data: '.' },
    versions: [['modules_forge/forge_version.py', /^version\s*=\s*["']([^"']{1,100})["']/m]],
    usualUrl: 'http://127.0.0.1:7860',
    question: a1111Question,
    listed: [
      ...a1111Listed,
      { folder: 'Stable-diffusion', endings: ['.gguf'] },
      { folder: 'VAE', endings: ['.gguf'] },
      { folder: 'text_encoder', endings: ['.ckpt', '.pt', '.bin', '.safetensors', '.gguf'] },
      { folder: 'diffusers' },
    ],
    usualPlaces: ({ home }) => [
      join(home, 'stable-diffusion-webui-forge'),
      join(home, 'StabilityMatrix', 'Packages', 'stable-diffusion-webui-forge'),
    ],
    hint: 'Give the folder that holds webui.py and modules_forge.',
  })
}
