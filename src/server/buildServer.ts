import { fastifyConnectPlugin } from '@connectrpc/connect-fastify'
import { fastify, type FastifyInstance } from 'fastify'

import { WeighthouseError } from '../foundation/errors.ts'
import type { Log } from '../foundation/log.ts'
import { apiServices } from './apiServices.ts'
import { type Api, largestRequestBytes } from './createApi.ts'
import { registerFeeds } from './feeds/registerFeeds.ts'
import { answerClientError, largestHeaderBytes } from './rest/answerClientError.ts'
import { answerErrors, sendError } from './rest/answerErrors.ts'
import { parseJsonBody } from './rest/parseJsonBody.ts'
import { registerEvents } from './rest/registerEvents.ts'
import { registerExport } from './rest/registerExport.ts'
import { registerOpenApi } from './rest/registerOpenApi.ts'
import { registerRest } from './rest/registerRest.ts'
import { restRoutes } from './rest/restRoutes.ts'
import { checkHost } from './security/checkHost.ts'
import { checkOrigin } from './security/checkOrigin.ts'
import { securityHeaders } from './security/securityHeaders.ts'
import { registerUi } from './ui/registerUi.ts'

export interface ServerOptions {
  api: Api
  version: string
  log: Log
  /** The address that it will listen on; decides which Host headers are ours. */
  host: string
  /** Folder of the built web UI. */
  webRoot: string
}

/** Builds the HTTP/1.1 server: REST, events, Connect and gRPC-Web, `/openapi.json` and the web UI. */
export async function buildServer({ api, version, log, host, webRoot }: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: largestRequestBytes,
    http: { maxHeaderSize: largestHeaderBytes },
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
    // Slugs and ids as their sources write them; the services know their own limits.
    routerOptions: { maxParamLength: 4096 },
    // An address that cannot be decoded never reaches a route or its hooks.
    frameworkErrors: (error, _request, reply) => {
      sendError(reply, new WeighthouseError('INVALID_ARGUMENT', error.message, { cause: error }))
    },
  })
  securityHeaders(app)
  checkHost(app, host)
  checkOrigin(app)
  answerErrors(app, log)
  logRequests(app, log)

  const routes = restRoutes(apiServices)
  // In a scope of its own: Connect has its own parsers for the same content types.
  await app.register(async (rest) => {
    parseJsonBody(rest)
    registerRest(rest, routes, api.transport)
  })
  registerExport(app, api, version)
  registerFeeds(app, api.house)
  registerEvents(app, { feed: api.feed, shutdown: api.shutdown })
  registerOpenApi(app, routes, version)
  await app.register(fastifyConnectPlugin, { routes: api.routes, ...api.options, grpc: false })
  await registerUi(app, webRoot)
  return app
}

function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    log.debug(
      { method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
}
