import { ConnectError } from '@connectrpc/connect'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import type { Log } from '../../foundation/log.ts'
import { hideUnknown } from '../errors/toConnectError.ts'
import { restStatus, toRestError } from './toRestError.ts'

/** Answers every error in REST's envelope, with the HTTP status of its code. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const known = error instanceof ConnectError ? error : readFastifyError(error, request, log)
    return sendError(reply, known)
  })
}

export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  return reply
    .code(restStatus(error))
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(toRestError(error)))
}

/** For addresses under which nothing is. */
export function noSuchAddress(request: FastifyRequest): WeighthouseError {
  const [path] = request.url.split('?')
  return new WeighthouseError('NOT_FOUND', `There is nothing at ${request.method} ${path}.`, {
    hint: 'See /openapi.json for what there is.',
  })
}

/** What Fastify refuses on its own (a body too large, of another type, a broken address) is the caller's mistake. */
function readFastifyError(error: unknown, request: FastifyRequest, log: Log): WeighthouseError {
  if (isWeighthouseError(error)) return error
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (!(error instanceof Error) || status < 400 || status >= 500) {
    return hideUnknown(error, log, `${request.method} ${request.routeOptions.url ?? ''}`)
  }
  return new WeighthouseError('INVALID_ARGUMENT', error.message, {
    hint: 'Send a JSON object of at most 1 MiB with content-type application/json.',
    cause: error,
  })
}
