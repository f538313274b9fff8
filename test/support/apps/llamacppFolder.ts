import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { type AppDouble, makeFiles } from './appDouble.ts'

/** The folder of llama-server --models-dir; common/preset.cpp (load_from_models_dir). */
export const llamacppFolder: AppDouble = {
  id: 'llamacpp',
  async make(parent) {
    const path = join(parent, 'my-gguf')
    await makeFiles(path, {
      'notes.txt': '',
      'mine/mine-00001-of-00002.gguf': '1',
      'mine/mine-00002-of-00002.gguf': '2',
    })
    return path
  },
  async list(path) {
    const models: string[] = []
    for (const name of await readdir(path)) {
      const found = await stat(join(path, name))
      if (found.isFile() && isModel(name)) models.push(name.replace('.gguf', ''))
      // Of a folder one model, by the folder's name.
      if (found.isDirectory() && (await readdir(join(path, name))).some(isModel)) models.push(name)
    }
    return { models: models.sort() }
  },
}

function isModel(name: string): boolean {
  return name.endsWith('.gguf') && !name.includes('mmproj')
}
