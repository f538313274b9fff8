import {
  type ConnectError,
  type ConnectRouter,
  createContextKey,
  createContextValues,
  type Interceptor,
} from '@connectrpc/connect'
import type { UniversalHandler } from '@connectrpc/connect/protocol'
import { errorToJsonBytes } from '@connectrpc/connect/protocol-connect'

import { WeighthouseError } from '../foundation/errors.ts'
import { silentLog } from '../foundation/log.ts'
import { toConnectError } from './errors/toConnectError.ts'

const understood = createContextKey(false, { description: 'the request was read' })

/** Must be the outermost interceptor: Connect calls it once it has read the request. */
export function markUnderstood(): Interceptor {
  return (next) => (request) => {
    request.contextValues.set(understood, true)
    return next(request)
  }
}

/**
 * Registers the same routes, but answers 400 where Connect answers 500 for a body that it cannot read as a message:
 * what fails before any interceptor was called is the caller's mistake. gRPC and streams, whose HTTP status is always
 * 200, are left alone.
 */
export function answerUnreadable(routes: (router: ConnectRouter) => void): (router: ConnectRouter) => void {
  return (router) => {
    routes(router)
    for (const [index, handler] of router.handlers.entries()) router.handlers[index] = wrap(handler)
  }
}

function wrap(handler: UniversalHandler): UniversalHandler {
  const wrapped = async (request: Parameters<UniversalHandler>[0]) => {
    const { contextValues = createContextValues() } = request
    const response = await handler({ ...request, contextValues })
    if (response.status !== 500 || contextValues.get(understood)) return response
    return {
      status: 400,
      header: new Headers({ 'content-type': 'application/json' }),
      body: once(errorToJsonBytes(unreadable(handler), undefined)),
    }
  }
  return Object.assign(wrapped, handler)
}

function unreadable({ method }: UniversalHandler): ConnectError {
  const error = new WeighthouseError('INVALID_ARGUMENT', `The body is not a ${method.input.typeName}.`, {
    hint: 'Send that message, as its content-type says: binary or JSON.',
  })
  return toConnectError(error, silentLog, method.name)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}
