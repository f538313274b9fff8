import { mkdir, readdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

import { parse } from 'yaml'

import { type AppDouble, readOwn, type Shown } from './appDouble.ts'

// The first model.yml on the way down ends the search; model_path is absolute or below the data folder.
export const jan: AppDouble = {
  id: 'jan',
  async make(parent) {
    const path = join(parent, 'jan')
    await mkdir(join(path, 'llamacpp/models'), { recursive: true })
    return path
  },
  async list(path) {
    const shown: string[] = []
    const look = async (folder: string): Promise<void> => {
      const text = await readOwn(join(folder, 'model.yml'))
      if (text !== '') {
        const { model_path: model, mmproj_path: projector } = parse(text) as Record<string, string | undefined>
        for (const part of [model ?? '', projector]) {
          const isThere = part === undefined || (await stat(isAbsolute(part) ? part : join(path, part))).isFile()
          if (!isThere) return
        }
        shown.push(relative(join(path, 'llamacpp/models'), folder))
        return
      }
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (entry.isDirectory()) await look(join(folder, entry.name))
      }
    }
    await look(join(path, 'llamacpp/models'))
    const models: Shown = shown.length === 0 ? {} : { models: shown.sort() }
    return models
  },
}
