import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { AppAdapter } from '../appAdapter.ts'
import { readFdsSection } from '../config/fdsText.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'
import { swarmuiQuestion } from './swarmuiQuestion.ts'
import { swarmuiSettings } from './swarmuiSettings.ts'

const endings = ['.safetensors', '.sft', '.engine', '.gguf', '.ckpt', '.pt', '.pth', '.bin']

/** SwarmUI; its models folder is the first of `ModelRoot`. https://github.com/mcmonkeyprojects/SwarmUI src/Core/Settings.cs */
export function createSwarmuiAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'swarmui',
    name: 'SwarmUI',
    marks: [['src/SwarmUI.csproj', 'SwarmUI.csproj', 'src/Core/Settings.cs']],
    below: ['SwarmUI'],
    models: findModelRoot,
    versions: [['src/SwarmUI.csproj', /<Version>([^<]{1,100})<\/Version>/]],
    usualUrl: 'http://127.0.0.1:7801',
    question: swarmuiQuestion,
    settings: swarmuiSettings,
    listed: [
      'Stable-Diffusion',
      'diffusion_models',
      'Lora',
      'VAE',
      'Embeddings',
      'controlnet',
      'text_encoders',
      'clip_vision',
    ].map((folder) => ({ folder, endings })),
    usualPlaces: ({ home }) => [join(home, 'SwarmUI'), join(home, 'StabilityMatrix', 'Packages', 'SwarmUI')],
    hint: 'Give the folder that holds src/SwarmUI.csproj; start SwarmUI once, so that its Models folder is there.',
  })
}

async function findModelRoot(folder: string): Promise<string> {
  const text = await ifPresent(readFile(join(folder, 'Data', 'Settings.fds'), 'utf8'))
  const line =
    text === undefined ? undefined : readFdsSection(text, 'Paths')?.lines.find(({ key }) => key === 'ModelRoot')
  const first = line?.value.split(';')[0]?.trim() || 'Models'
  return isAbsolute(first) ? first : join(folder, first)
}
