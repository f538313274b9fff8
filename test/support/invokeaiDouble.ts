/*
 * An InvokeAI as far as models are concerned: /api/v2/models of invokeai/app/api/routers/model_manager.py
 * (https://github.com/invoke-ai/InvokeAI), in memory. Installing takes two looks; a file that is there already is refused.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'node:path'

interface InvokeaiModel {
  key: string
  name: string
  /** Relative to its own models folder when it owns the file. */
  path: string
}

export interface InvokeaiDouble {
  url: string
  models: InvokeaiModel[]
  /** Keys that were deleted. */
  deleted: string[]
  /** Base names of files that it refuses. */
  refuses: Set<string>
  close(): Promise<void>
}

/** @param options.looks how often an installation is seen before it is done */
export async function startInvokeai({ looks = 1 }: { looks?: number } = {}): Promise<InvokeaiDouble> {
  const models: InvokeaiModel[] = []
  const deleted: string[] = []
  const refuses = new Set<string>()
  const jobs: { id: number; source: string; looks: number; made?: InvokeaiModel }[] = []
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const [status, answer] = handle(request.method ?? '', new URL(request.url ?? '', 'http://localhost'))
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer && JSON.stringify(answer))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    models,
    deleted,
    refuses,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  function handle(method: string, { pathname, searchParams }: URL): [number, unknown?] {
    if (method === 'GET' && pathname === '/api/v2/models/') return [200, { models }]
    if (method === 'POST' && pathname === '/api/v2/models/install') {
      if (searchParams.get('inplace') !== 'true') return [400, { detail: 'only in place here' }]
      const job = { id: jobs.length, source: searchParams.get('source') ?? '', looks: 0 }
      jobs.push(job)
      return [201, looks === 0 ? look(job) : { id: job.id, status: 'waiting' }]
    }
    const job = jobs[Number(/^\/api\/v2\/models\/install\/(\d+)$/.exec(pathname)?.[1] ?? -1)]
    if (method === 'GET' && job) return [200, look(job)]
    const key = /^\/api\/v2\/models\/i\/([^/]+)$/.exec(pathname)?.[1]
    if (method === 'DELETE' && key !== undefined) {
      const index = models.findIndex((model) => model.key === key)
      if (index < 0) return [404, { detail: 'unknown' }]
      models.splice(index, 1)
      deleted.push(key)
      return [204]
    }
    return [404, { detail: 'no such route' }]
  }

  function look(job: (typeof jobs)[number]): object {
    const { id, source } = job
    if (job.looks++ < looks) return { id, status: 'running' }
    if (!existsSync(source) || refuses.has(parse(source).base)) {
      return { id, status: 'error', error_reason: 'InvalidModelConfigException' }
    }
    job.made ??= { key: randomUUID(), name: parse(source).name, path: source }
    if (!models.includes(job.made)) models.push(job.made)
    return { id, status: 'completed', config_out: job.made }
  }
}
