import { join } from 'node:path'

import { a1111Question } from '../a1111/a1111Question.ts'
import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { sdnextSettings } from './sdnextSettings.ts'

/** SD.Next. Of its checkpoints folder it lists safetensors only. https://github.com/vladmandic/sdnext modules/ui_definitions.py */
export function createSdnextAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'sdnext',
    name: 'SD.Next',
    marks: [['installer.py'], ['launch.py', 'webui.py'], ['modules']],
    below: ['automatic', 'sdnext'],
    models: 'models',
    usualUrl: 'http://127.0.0.1:7860',
    question: a1111Question,
    settings: sdnextSettings,
    listed: [
      { folder: 'Stable-diffusion', endings: ['.safetensors'] },
      { folder: 'VAE', endings: ['.safetensors', '.ckpt', '.pt', '.bin'] },
      { folder: 'UNET', endings: ['.safetensors', '.gguf'] },
      { folder: 'Text-encoder', endings: ['.safetensors', '.gguf'] },
      { folder: 'Lora', endings: ['.safetensors', '.ckpt', '.pt'] },
      { folder: 'embeddings', endings: ['.safetensors', '.pt', '.bin'] },
      { folder: 'control', endings: ['.safetensors', '.ckpt', '.pt', '.bin', '.pth'] },
      { folder: 'ESRGAN', endings: ['.safetensors', '.pt', '.pth'] },
      { folder: 'Diffusers' },
    ],
    usualPlaces: ({ home }) => [
      join(home, 'sdnext'),
      join(home, 'automatic'),
      join(home, 'StabilityMatrix', 'Packages', 'automatic'),
    ],
    hint: 'Give the folder that holds installer.py and launch.py.',
  })
}
