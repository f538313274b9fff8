import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { Api } from '../createApi.ts'
import { createRequestCheck } from '../interceptors/validateRequests.ts'
import { hash } from '../rest/entityTag.ts'
import { readRestRequest } from '../rest/readRestRequest.ts'
import { isFresh, sendValidators } from '../rest/validators.ts'
import { hostOf } from '../security/checkHost.ts'
import { feedFormats, feedRoutes } from './feedRoutes.ts'

/** Serves every feed, as Atom and as JSON Feed, with an ETag and the time of its newest item. */
export function registerFeeds(app: FastifyInstance, house: Api['house']): void {
  const check = createRequestCheck()
  for (const { address, read } of feedRoutes) {
    for (const { ending, type, render } of feedFormats) {
      const template = `${address.template}.${ending}`
      app.get<{ Params: Record<string, string>; Querystring: Record<string, string | string[]> }>(
        template.replace(/\{([^}]*)\}/g, ':$1'),
        async (request, reply) => {
          const { params, query, body } = request
          const message = readRestRequest({ ...address, template }, { params, query, body })
          check(address.method.input, message)
          const origin = originOf(request)
          const feed = await read(house, message, { origin, self: origin + request.url })
          const text = render(feed)
          const validators = { tag: `"${hash(text)}"`, modifiedAt: feed.updatedAt }
          sendValidators(reply, validators)
          return isFresh(request.headers, validators) ? reply.code(304).send() : reply.type(type).send(text)
        },
      )
    }
  }
}

function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${hostOf(request) ?? 'localhost'}`
}
