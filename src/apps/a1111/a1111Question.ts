import { posix } from 'node:path'

import { z } from 'zod'

import { createNameQuestion, stemOf } from '../verify/createNameQuestion.ts'

const files = z.array(z.looseObject({ filename: z.string() }))
const named = z.array(z.looseObject({ name: z.string() }))
const embeddings = z.looseObject({
  loaded: z.record(z.string(), z.unknown()),
  skipped: z.record(z.string(), z.unknown()).optional(),
})

/**
 * The API of A1111 and its sisters (started with --api): lists are read anew before they are asked for. Files are told with
 * absolute paths, of which the base name is compared; LoRAs, embeddings and hypernetworks with their stems.
 * modules/api/api.py; extensions-builtin/Lora/scripts/lora_script.py
 */
export const a1111Question = createNameQuestion([
  {
    folders: ['Stable-diffusion'],
    nameOf: posix.basename,
    async ask(client) {
      await client.status({ method: 'POST', path: '/sdapi/v1/refresh-checkpoints' })
      const list = await client.json({ path: '/sdapi/v1/sd-models' }, files)
      return list.map(({ filename }) => filename.replaceAll('\\', '/').split('/').at(-1) ?? '')
    },
  },
  {
    folders: ['VAE', 'text_encoder'],
    nameOf: posix.basename,
    async ask(client) {
      // Forge calls the list sd-modules.
      const forge = { path: '/sdapi/v1/sd-modules', accept: [404] }
      const path = (await client.status(forge)) === 404 ? '/sdapi/v1/sd-vae' : forge.path
      const list = await client.json({ path }, z.array(z.looseObject({ filename: z.string().nullable() })))
      return list.map(({ filename }) => filename?.replaceAll('\\', '/').split('/').at(-1) ?? '')
    },
  },
  {
    folders: ['Lora'],
    nameOf: stemOf,
    async ask(client) {
      await client.status({ method: 'POST', path: '/sdapi/v1/refresh-loras', accept: [404] })
      return (await client.json({ path: '/sdapi/v1/loras' }, named)).map(({ name }) => name)
    },
  },
  {
    folders: ['embeddings'],
    root: 'data',
    nameOf: stemOf,
    async ask(client) {
      const { loaded, skipped = {} } = await client.json({ path: '/sdapi/v1/embeddings' }, embeddings)
      return [...Object.keys(loaded), ...Object.keys(skipped)]
    },
  },
  {
    folders: ['hypernetworks'],
    nameOf: stemOf,
    ask: async (client) => (await client.json({ path: '/sdapi/v1/hypernetworks' }, named)).map(({ name }) => name),
  },
])
