import { isAbsolute } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { ModelRegistry, RegisteredModel } from '../api/modelRegistry.ts'

const model = z.looseObject({ key: z.string(), name: z.string(), path: z.string() })
const models = z.looseObject({ models: z.array(model) })
const job = z.looseObject({
  id: z.number(),
  status: z.string(),
  error_reason: z.string().nullish(),
  config_out: model.nullish(),
})

/** InvokeAI reads the header and hashes the file when it takes a model up. */
const longestInstallMs = 600_000
const pollMs = 250

/**
 * InvokeAI's model manager: `install` with `inplace=true` only notes the path; DELETE removes bytes only below its own
 * models folder. https://github.com/invoke-ai/InvokeAI invokeai/app/api/routers/model_manager.py
 */
export const invokeaiRegistry: ModelRegistry = {
  toName: (name) => name,
  list: async (client) => (await client.json({ path: '/api/v2/models/' }, models)).models.map(toRegistered),
  async add(client, { path, name }) {
    const known = (await this.list(client)).find((each) => each.path === path)
    if (known) return known
    const query = new URLSearchParams({ source: path, inplace: 'true' })
    const request = { method: 'POST', path: `/api/v2/models/install?${query.toString()}`, json: { name } } as const
    let state = await client.json(request, job)
    for (let waited = 0; state.status !== 'completed'; waited += pollMs) {
      if (state.status === 'error' || state.status === 'cancelled' || waited > longestInstallMs) {
        const reason = state.error_reason ?? `it is ${state.status} after ${waited / 1000} s`
        throw new WeighthouseError('SOURCE_ERROR', `InvokeAI does not take ${path} up: ${reason}.`, {
          hint: 'Look into its log; what was begun in this run was taken back.',
          details: { path },
        })
      }
      await setTimeout(pollMs)
      state = await client.json({ path: `/api/v2/models/install/${state.id}` }, job)
    }
    if (state.config_out) return toRegistered(state.config_out)
    const made = (await this.list(client)).find((each) => each.path === path)
    if (made) return made
    throw new WeighthouseError('SOURCE_DRIFT', `InvokeAI says that ${path} is installed, and does not list it.`)
  },
  async remove(client, { key }) {
    await client.status({ method: 'DELETE', path: `/api/v2/models/i/${encodeURIComponent(key)}`, accept: [404] })
  },
}

/** Paths of models that InvokeAI owns are relative to its models folder. */
function toRegistered({ key, name, path }: z.infer<typeof model>): RegisteredModel {
  return { key, name, path, inPlace: isAbsolute(path), digest: undefined }
}
