import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { listComfyuiModels } from './comfyuiDouble.ts'

/** A running ComfyUI that answers `GET /models/{folder}` (server.py) from what its folder holds now. */
export async function startComfyui(modelsPath: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const key = /^\/models\/([A-Za-z0-9_]+)$/.exec(request.url ?? '')?.[1] ?? ''
    void answer(key, response)
  })
  async function answer(key: string, response: ServerResponse): Promise<void> {
    const shown = await listComfyuiModels(modelsPath)
    const isKnown = !key.endsWith('_gguf') || key in shown
    response
      .writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
      .end(isKnown ? JSON.stringify(shown[key] ?? []) : '')
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
