import { join } from 'node:path'

import { z } from 'zod'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { createNameQuestion } from '../verify/createNameQuestion.ts'

const listed = z.looseObject({ model_names: z.array(z.string()) })

/**
 * text-generation-webui: GGUF files anywhere below `user_data/models` (of several parts the first), and folders with
 * weights right in it. https://github.com/oobabooga/text-generation-webui modules/utils.py (get_available_models)
 */
export function createTextgenAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'text-generation-webui',
    name: 'text-generation-webui',
    marks: [['server.py'], ['user_data'], ['modules']],
    below: ['text-generation-webui'],
    models: 'user_data/models',
    roots: { loras: 'user_data/loras', mmproj: 'user_data/mmproj' },
    usualUrl: 'http://127.0.0.1:5000',
    listed: [
      { folder: '', endings: ['.gguf'], firstPartOnly: true },
      { folder: '', endings: ['.safetensors', '.pt', '.bin', '.json', '.model', '.txt'], depth: { least: 1, most: 9 } },
      { root: 'loras', folder: '', depth: { least: 1, most: 9 } },
      { root: 'mmproj', folder: '', endings: ['.gguf', '.bin'] },
    ],
    question: createNameQuestion([
      {
        folders: [''],
        // Files by their path, models in folders by the folder.
        nameOf: (path) => (path.endsWith('.gguf') ? path : (path.split('/')[0] ?? path)),
        ask: async (client) => (await client.json({ path: '/v1/internal/model/list' }, listed)).model_names,
      },
    ]),
    usualPlaces: ({ home }) => [
      join(home, 'text-generation-webui'),
      join(home, 'StabilityMatrix', 'Packages', 'text-generation-webui'),
    ],
    hint: 'Give the folder that holds server.py and user_data.',
  })
}
