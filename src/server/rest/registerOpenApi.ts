import type { FastifyInstance } from 'fastify'

import { buildOpenApi } from './buildOpenApi.ts'
import { hash, matchesTag } from './entityTag.ts'
import type { RestRoute } from './restRoutes.ts'

/** Serves `/openapi.json`. */
export function registerOpenApi(app: FastifyInstance, routes: readonly RestRoute[], version: string): void {
  const body = JSON.stringify(buildOpenApi(routes, version))
  const tag = `"${hash(body)}"`
  app.get('/openapi.json', (request, reply) => {
    reply.headers({ etag: tag, 'cache-control': 'no-cache' }).type('application/json; charset=utf-8')
    return matchesTag(request.headers['if-none-match'], tag) ? reply.code(304).send() : reply.send(body)
  })
}
