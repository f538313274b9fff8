import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'

import { noSuchAddress, sendError } from '../rest/answerErrors.ts'

/** What addresses below these say is data, never a page. */
const dataPrefixes = ['/api/', '/v1/', '/weighthouse.v1.', '/openapi.json']

/**
 * Serves the built web UI from `webRoot`. Addresses that only the UI knows (`/models/…`) get its index.html, so that
 * they can be opened and reloaded; everything else that does not exist is 404.
 */
export async function registerUi(app: FastifyInstance, webRoot: string): Promise<void> {
  const built = existsSync(join(webRoot, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: webRoot,
      cacheControl: false,
      dotfiles: 'ignore',
      setHeaders(reply, path) {
        // Vite puts a hash of the content into the names of these.
        const named = path.startsWith(join(webRoot, 'assets'))
        reply.header('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) return sendError(reply, noSuchAddress(request))
    if (built) return reply.sendFile('index.html')
    return reply.code(503).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(notBuiltPage)
  })
}

function wantsPage(request: FastifyRequest): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !dataPrefixes.some((prefix) => request.url.startsWith(prefix)) &&
    (request.headers.accept ?? '').includes('text/html')
  )
}

const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Weighthouse</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
</style>
<h1>Weighthouse is running, but its pages are not built yet</h1>
<p>Stop it, and run <code>npm start</code> in the folder of Weighthouse: that builds the pages first.</p>
<p>The API is ready: <a href="/openapi.json">/openapi.json</a> lists it, and
<a href="/api/v1/health">/api/v1/health</a> answers.</p>
</html>
`
