import { join } from 'node:path'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { createRegistryQuestion } from '../verify/createRegistryQuestion.ts'
import { invokeaiRegistry } from './invokeaiRegistry.ts'

/** Where its launcher puts the package, on Linux and macOS and on Windows; and a clone. */
const environments = ['.venv/lib/python3*/site-packages', '.venv/Lib/site-packages', '.']
const versionLine = /^__version__\s*=\s*["']([^"']{1,100})["']/m

/** InvokeAI. Its models folder is its own; models are installed in place by its API, which leaves them where they are. */
export function createInvokeaiAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'invokeai',
    name: 'InvokeAI',
    marks: [['invokeai.yaml', 'databases/invokeai.db']],
    models: 'models',
    versions: environments.map((folder) => [`${folder}/invokeai/version/invokeai_version.py`, versionLine]),
    usualUrl: 'http://127.0.0.1:9090',
    registry: invokeaiRegistry,
    question: createRegistryQuestion(invokeaiRegistry),
    listed: [],
    usualPlaces: ({ home }) => [
      join(home, 'invokeai'),
      join(home, 'InvokeAI'),
      join(home, 'StabilityMatrix', 'Packages', 'InvokeAI'),
    ],
    hint: 'Give the folder that holds invokeai.yaml, which InvokeAI makes when it starts.',
  })
}
