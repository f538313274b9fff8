import { join } from 'node:path'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { a1111Listed } from './a1111Listed.ts'
import { a1111Question } from './a1111Question.ts'

/**
 * AUTOMATIC1111's stable-diffusion-webui. Its embeddings lie beside `models`, so rules for them name the root `data`.
 * https://github.com/AUTOMATIC1111/stable-diffusion-webui modules/paths_internal.py
 */
export function createA1111Adapter(): AppAdapter {
  return createFolderAdapter({
    id: 'a1111',
    name: 'Stable Diffusion web UI (A1111)',
    marks: [['webui.py'], ['modules/paths_internal.py', 'modules/sd_models.py']],
    foreignMarks: ['modules_forge', 'installer.py'],
    below: ['stable-diffusion-webui', 'webui'],
    models: 'models',
    roots: { data: '.' },
    versions: [['CHANGELOG.md', /^##\s+v?(\d+\.\d+(?:\.\d+)?)/m]],
    usualUrl: 'http://127.0.0.1:7860',
    question: a1111Question,
    listed: a1111Listed,
    usualPlaces: ({ home }) => [
      join(home, 'stable-diffusion-webui'),
      join(home, 'StabilityMatrix', 'Packages', 'stable-diffusion-webui'),
    ],
    hint: 'Give the folder that holds webui.py.',
  })
}
