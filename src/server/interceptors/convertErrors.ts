import type { Interceptor } from '@connectrpc/connect'

import type { Log } from '../../foundation/log.ts'
import { toConnectError } from '../errors/toConnectError.ts'

/** Converts every error of a service, thrown before or in the middle of a stream, at this one place. */
export function convertErrors(log: Log): Interceptor {
  return (next) => async (request) => {
    const method = `${request.service.typeName}/${request.method.name}`
    try {
      const response = await next(request)
      if (!response.stream) return response
      return { ...response, message: convertStream(response.message, log, method) }
    } catch (error) {
      throw toConnectError(error, log, method)
    }
  }
}

async function* convertStream<T>(messages: AsyncIterable<T>, log: Log, method: string): AsyncGenerator<T, void> {
  try {
    yield* messages
  } catch (error) {
    throw toConnectError(error, log, method)
  }
}
