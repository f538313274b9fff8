import type { Transport } from '@connectrpc/connect'
import type { FastifyInstance, FastifyReply } from 'fastify'

import { entityTag, matchesTag } from './entityTag.ts'
import { readRestRequest } from './readRestRequest.ts'
import type { RestRoute } from './restRoutes.ts'
import { toRestAnswer } from './toRestAnswer.ts'

/**
 * Serves REST: each route puts a request message together and calls the same service as gRPC does, through
 * `transport`.
 */
export function registerRest(app: FastifyInstance, routes: readonly RestRoute[], transport: Transport): void {
  for (const route of routes) {
    app.route<{ Params: Record<string, string>; Querystring: Record<string, string | string[]> }>({
      method: route.verb,
      url: route.template.replace(/\{([^}]*)\}/g, ':$1'),
      handler: async (request, reply) => {
        const message = readRestRequest(route, { params: request.params, query: request.query, body: request.body })
        const signal = signalOfClient(reply)
        const response = await transport.unary(route.method, signal, undefined, undefined, message)
        const answer = toRestAnswer(route.method, response.message)
        const body = JSON.stringify(answer)
        reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8')
        const tag = route.verb === 'GET' ? entityTag(route.method.output.typeName, answer, body) : undefined
        if (tag !== undefined) {
          reply.header('etag', tag)
          if (matchesTag(request.headers['if-none-match'], tag)) return reply.code(304).send()
        }
        return reply.send(body)
      },
    })
  }
}

/** Aborts when the client leaves before it has its answer. */
export function signalOfClient(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
