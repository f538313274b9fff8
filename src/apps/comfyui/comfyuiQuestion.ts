import { existsSync } from 'node:fs'

import { z } from 'zod'

import type { AppLinkTable } from '../../database/schema.ts'
import type { AppQuestion } from '../verify/appQuestion.ts'
import { createNameQuestion, type NameList } from '../verify/createNameQuestion.ts'

const names = z.array(z.string())

/** Lists of ComfyUI, and the folders that each shows; server.py: `GET /models/{folder}`. */
const folders: Record<string, readonly string[]> = {
  checkpoints: ['checkpoints'],
  loras: ['loras'],
  vae: ['vae'],
  text_encoders: ['text_encoders', 'clip'],
  diffusion_models: ['diffusion_models', 'unet'],
  clip_vision: ['clip_vision'],
  embeddings: ['embeddings'],
  controlnet: ['controlnet', 't2i_adapter'],
  upscale_models: ['upscale_models'],
  hypernetworks: ['hypernetworks'],
  ipadapter: ['ipadapter'],
  unet_gguf: ['diffusion_models', 'unet'],
  clip_gguf: ['text_encoders', 'clip'],
}

const lists = Object.entries(folders).map(([key, list]): NameList & { key: string } => ({
  key,
  folders: list,
  // A key that only node packs know is not there without them.
  ask: async (client) => {
    const request = { path: `/models/${key}`, accept: [404] }
    return (await client.status(request)) === 404 ? [] : client.json(request, names)
  },
}))
const byPlace = createNameQuestion(lists)

/** Asks ComfyUI, for placements in its folders by their names there, and for folders in its settings by the file's. */
export const comfyuiQuestion: AppQuestion = {
  async ask(options) {
    const answers = await byPlace.ask(options)
    const entries = Map.groupBy(
      options.rows.filter(({ kind }) => kind === 'config'),
      ({ detail }) => detail ?? '',
    )
    for (const [key, rows] of entries) {
      const list = lists.find((each) => each.key === key)
      if (!list) continue
      const shown = await list.ask(options.client)
      for (const row of rows) answers.set(row.target_path, isShown(row, shown) ? 'seen' : 'not seen')
    }
    return answers
  },
}

/** The row names a folder: one of the names that are shown has to be a file in it. */
function isShown({ source_path: folder }: AppLinkTable, shown: readonly string[]): boolean {
  return shown.some((name) => existsSync(`${folder}/${name}`))
}
