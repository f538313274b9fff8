import { z } from 'zod'

import type { AppClient } from '../api/appClient.ts'
import { createNameQuestion } from '../verify/createNameQuestion.ts'

const session = z.looseObject({ session_id: z.string() })
const listed = z.looseObject({ files: z.array(z.looseObject({ name: z.string() })) })

/** How deep SwarmUI walks when it is asked for a list. */
const depth = 20

async function ask(client: AppClient, subtype: string): Promise<string[]> {
  const { session_id: id } = await client.json({ method: 'POST', path: '/API/GetNewSession', json: {} }, session)
  await client.status({ method: 'POST', path: '/API/TriggerRefresh', json: { session_id: id, strong: true } })
  const request = { session_id: id, path: '', depth, subtype, sortBy: 'Name', sortReverse: false }
  const { files } = await client.json({ method: 'POST', path: '/API/ListModels', json: request }, listed)
  return files.map(({ name }) => name)
}

/** SwarmUI's `POST /API/ListModels`, by kind of model. https://github.com/mcmonkeyprojects/SwarmUI docs/APIRoutes/ModelsAPI.md */
export const swarmuiQuestion = createNameQuestion([
  { folders: ['Stable-Diffusion', 'diffusion_models'], ask: (client) => ask(client, 'Stable-Diffusion') },
  { folders: ['Lora'], ask: (client) => ask(client, 'LoRA') },
  { folders: ['VAE'], ask: (client) => ask(client, 'VAE') },
  { folders: ['Embeddings'], ask: (client) => ask(client, 'Embedding') },
  { folders: ['controlnet'], ask: (client) => ask(client, 'ControlNet') },
  { folders: ['text_encoders', 'clip'], ask: (client) => ask(client, 'Clip') },
  { folders: ['clip_vision'], ask: (client) => ask(client, 'ClipVision') },
])
