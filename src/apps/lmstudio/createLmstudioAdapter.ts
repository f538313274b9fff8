import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

import { z } from 'zod'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { createNameQuestion } from '../verify/createNameQuestion.ts'

const settings = z.looseObject({ downloadsFolder: z.string().min(1).optional() })
const listed = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })

/** LM Studio lists `<publisher>/<model>/<file>.gguf`, exactly two folders deep. https://lmstudio.ai/docs/app/advanced/import-model */
export function createLmstudioAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'lmstudio',
    name: 'LM Studio',
    marks: [
      ['.internal', 'settings.json', 'bin', 'hub'],
      ['models', 'settings.json'],
    ],
    models: findModels,
    usualUrl: 'http://127.0.0.1:1234',
    listed: [{ folder: '', endings: ['.gguf'], depth: { least: 2, most: 2 }, firstPartOnly: true }],
    question: createNameQuestion([
      {
        folders: [''],
        // Its ids are the model's name in lower case.
        nameOf: (path) =>
          posix
            .dirname(path)
            .split('/')
            .at(-1)
            ?.toLowerCase()
            .replace(/[-_.]gguf$/, '') ?? '',
        async ask(client) {
          const { data } = await client.json({ path: '/api/v0/models' }, listed)
          return data.map(({ id }) => id.toLowerCase().split('/').at(-1) ?? '')
        },
      },
    ]),
    usualPlaces: ({ home }) => [join(home, '.lmstudio'), join(home, '.cache', 'lm-studio')],
    hint: 'Give ~/.lmstudio, or ~/.cache/lm-studio of older versions.',
  })
}

/** settings.json says where models are when that was changed. */
async function findModels(folder: string): Promise<string> {
  const text = await ifPresent(readFile(join(folder, 'settings.json'), 'utf8'))
  const parsed = settings.safeParse(text === undefined ? {} : parseJson(text))
  return (parsed.success ? parsed.data.downloadsFolder : undefined) ?? join(folder, 'models')
}
