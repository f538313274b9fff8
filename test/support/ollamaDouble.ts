/*
 * An Ollama as far as models are concerned: docs/api.md of https://github.com/ollama/ollama (tags, blobs, create, delete),
 * in memory. A blob is refused when its bytes are not what its digest says.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OllamaDouble {
  url: string
  /** Digests of models by name, as the user has made them too. */
  models: Map<string, string>
  /** Requests that came: `POST /api/create`. */
  requests: string[]
  close(): Promise<void>
}

export async function startOllama(): Promise<OllamaDouble> {
  const models = new Map<string, string>()
  const blobs = new Set<string>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      const url = request.url ?? ''
      requests.push(`${request.method} ${url}`)
      const [status, answer] = handle(request.method ?? '', url, body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer && JSON.stringify(answer))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    models,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  function handle(method: string, url: string, body: Buffer): [number, unknown?] {
    const digest = /^\/api\/blobs\/sha256:([0-9a-f]{64})$/.exec(url)?.[1]
    if (digest !== undefined && method === 'HEAD') return [blobs.has(digest) ? 200 : 404]
    if (digest !== undefined && method === 'POST') {
      if (createHash('sha256').update(body).digest('hex') !== digest) return [400, { error: 'digest mismatch' }]
      blobs.add(digest)
      return [201]
    }
    if (method === 'GET' && url === '/api/tags') {
      return [200, { models: [...models].map(([name, of]) => ({ name, model: name, digest: of, size: 1 })) }]
    }
    const { model = '', files = {} } =
      body.length === 0 ? {} : (JSON.parse(body.toString()) as { model?: string; files?: object })
    if (method === 'POST' && url === '/api/create') {
      const used: unknown[] = Object.values(files)
      if (!used.every((each) => blobs.has(String(each).replace('sha256:', '')))) return [400, { error: 'no such blob' }]
      models.set(
        model.includes(':') ? model : `${model}:latest`,
        createHash('sha256').update(String(used[0])).digest('hex'),
      )
      return [200, { status: 'success' }]
    }
    if (method === 'DELETE' && url === '/api/delete')
      return models.delete(model) ? [200] : [404, { error: 'not found' }]
    return [404, { error: 'no such route' }]
  }
}
