import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { afterEach, expect, test } from 'vitest'

import type { AppLinkTable } from '../../database/schema.ts'
import { adapters } from '../adapters.ts'
import { createAppClient } from '../api/appClient.ts'

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((done) => server?.close(done))
})

/** A server that answers these requests with JSON, in the form that each application's source gives, and 404 else. */
async function answer(answers: Record<string, unknown>): Promise<string> {
  server = createServer((request, response) => {
    const found = answers[`${request.method} ${request.url}`]
    request.resume().on('end', () => {
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(found ?? {}))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function rowAt(path: string): AppLinkTable {
  return {
    target_path: path,
    installation_id: 'app',
    slug: 'a--b',
    source_path: '/library/file',
    kind: 'symlink',
    state: 'placed',
    inode: '1',
    created_at: 0,
    detail: null,
  }
}

const refreshed = { 'POST /sdapi/v1/refresh-checkpoints': null, 'POST /sdapi/v1/refresh-loras': null }
const cases: {
  app: string
  answers: Record<string, unknown>
  /** Places below the application's folder, and whether it says that it sees them; undefined: it was not asked. */
  places: Record<string, 'seen' | 'not seen' | undefined>
}[] = [
  {
    app: 'a1111',
    answers: {
      ...refreshed,
      'GET /sdapi/v1/sd-models': [{ title: 'x', filename: '/sd/models/Stable-diffusion/dream.safetensors' }],
      'GET /sdapi/v1/sd-vae': [{ model_name: 'ae', filename: 'C:\\sd\\models\\VAE\\ae.safetensors' }],
      'GET /sdapi/v1/loras': [{ name: 'style', path: '/x' }],
      'GET /sdapi/v1/embeddings': { loaded: { 'bad-hands': {} }, skipped: {} },
    },
    places: {
      'models/Stable-diffusion/dream.safetensors': 'seen',
      'models/Stable-diffusion/other.safetensors': 'not seen',
      'models/VAE/ae.safetensors': 'seen',
      'models/Lora/style.safetensors': 'seen',
      'embeddings/bad-hands.pt': 'seen',
      'models/ESRGAN/4x.pth': undefined,
    },
  },
  {
    app: 'forge',
    answers: {
      ...refreshed,
      'GET /sdapi/v1/sd-models': [],
      'GET /sdapi/v1/sd-modules': [{ filename: '/sd/models/text_encoder/t5.gguf' }],
    },
    places: { 'models/text_encoder/t5.gguf': 'seen', 'models/Stable-diffusion/flux.gguf': 'not seen' },
  },
  {
    app: 'swarmui',
    answers: {
      'POST /API/GetNewSession': { session_id: 'abc' },
      'POST /API/TriggerRefresh': { success: true },
      'POST /API/ListModels': { folders: [], files: [{ name: 'styles/ink.safetensors' }] },
    },
    places: { 'models/Lora/styles/ink.safetensors': 'seen', 'models/Lora/pen.safetensors': 'not seen' },
  },
  {
    app: 'lmstudio',
    answers: { 'GET /api/v0/models': { object: 'list', data: [{ id: 'qwen3-8b', publisher: 'Qwen' }] } },
    places: { 'models/Qwen/Qwen3-8B-GGUF/q4.gguf': 'seen', 'models/meta/Llama-GGUF/q4.gguf': 'not seen' },
  },
  {
    app: 'text-generation-webui',
    answers: { 'GET /v1/internal/model/list': { model_names: ['q4.gguf', 'Qwen3-8B'] } },
    places: {
      'models/q4.gguf': 'seen',
      'models/Qwen3-8B/model.safetensors': 'seen',
      'models/q8.gguf': 'not seen',
    },
  },
]

test.each(cases)(
  '$app is asked for its lists, and what they leave out is not seen',
  async ({ app, answers, places }) => {
    const adapter = adapters.find(({ id }) => id === app)
    const url = await answer(answers)
    const said = await adapter?.question?.ask({
      client: createAppClient({ url }),
      app: { path: '/app', version: '1', modelsPath: '/app/models', roots: { data: '/app' } },
      rows: Object.keys(places).map((path) => rowAt(join('/app', path))),
    })
    const states = Object.fromEntries(Object.keys(places).map((path) => [path, said?.get(join('/app', path))]))
    expect(states).toEqual(places)
  },
)

test('an answer in another form is drift, not a model that is not seen', async () => {
  const url = await answer({ 'GET /api/v0/models': { models: 'none' } })
  const question = adapters.find(({ id }) => id === 'lmstudio')?.question
  const app = { path: '/app', version: '1', modelsPath: '/app/models' }
  const rows = [rowAt('/app/models/a/b/c.gguf')]
  await expect(question?.ask({ client: createAppClient({ url }), app, rows })).rejects.toMatchObject({
    code: 'SOURCE_DRIFT',
  })
})
