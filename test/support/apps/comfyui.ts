import { join } from 'node:path'

import { listComfyuiModels, makeComfyui } from '../comfyuiDouble.ts'
import type { AppDouble } from './appDouble.ts'

/** ComfyUI as the other doubles are. */
export const comfyui: AppDouble = {
  id: 'comfyui',
  async make(parent) {
    const path = join(parent, 'comfyui')
    await makeComfyui(path)
    return path
  },
  list: (path) => listComfyuiModels(join(path, 'models')),
}
