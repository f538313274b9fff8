import { join } from 'node:path'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter, isFolder } from '../detect/createFolderAdapter.ts'
import { createRegistryQuestion } from '../verify/createRegistryQuestion.ts'
import { ollamaRegistry } from './ollamaRegistry.ts'

/**
 * Ollama. It prunes blobs that no manifest of its own names and changes the times of those it has, so nothing is put into
 * its folder: models go through its API. https://github.com/ollama/ollama docs/api.md
 */
export function createOllamaAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'ollama',
    name: 'Ollama',
    marks: [['models/manifests', 'manifests', 'models/blobs', 'blobs', 'id_ed25519']],
    models: async (folder) => ((await isFolder(join(folder, 'models'))) ? join(folder, 'models') : folder),
    usualUrl: 'http://127.0.0.1:11434',
    registry: ollamaRegistry,
    question: createRegistryQuestion(ollamaRegistry),
    listed: [],
    usualPlaces: ({ home, env }) => [
      ...(env['OLLAMA_MODELS'] ? [env['OLLAMA_MODELS']] : []),
      join(home, '.ollama'),
      '/usr/share/ollama/.ollama',
    ],
    hint: 'Give ~/.ollama, or the folder that OLLAMA_MODELS names.',
  })
}
